package org.flyte.platform.connect.call;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TypeRegistry;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.reflection.service.ReflectionServiceV1;
import io.quarkus.grpc.reflection.service.ReflectionServiceV1alpha;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.wire.JsonCodec;

/** Every RPC method of the application by its path, interceptors around it. */
@Singleton
public class Methods {
    private final Map<String, RpcMethod> byPath = new HashMap<>();
    private final Set<String> services = new HashSet<>();
    private final TypeRegistry.Builder types = TypeRegistry.newBuilder();
    private final JsonCodec json;

    Methods(
            @GrpcService Instance<BindableService> beans,
            Interceptors interceptors,
            FailureMapper failures,
            ConnectConfig config) {
        MutinyMethods mutiny = new MutinyMethods(failures);
        Set<String> seen = new HashSet<>();
        List<BindableService> all = new ArrayList<>();
        beans.forEach(all::add);
        if (config.reflection()) {
            List<ServerServiceDefinition> described =
                    all.stream().map(BindableService::bindService).toList();
            all.add(new ReflectionServiceV1(described));
            all.add(new ReflectionServiceV1alpha(described));
        }
        for (BindableService bean : all) {
            ServerServiceDefinition service = bean.bindService();
            services.add(service.getServiceDescriptor().getName());
            if (service.getServiceDescriptor().getSchemaDescriptor() instanceof ProtoFileDescriptorSupplier schema) {
                addTypes(schema.getFileDescriptor(), seen);
            }
            addMethods(paced(bean, service, mutiny), interceptors.around(bean), audienceOf(bean));
        }
        this.json = new JsonCodec(types.build());
    }

    /** Returns the method at a path such as {@code /package.Service/Method}, or null. */
    public RpcMethod at(String path) {
        return byPath.get(path);
    }

    /** Says whether there is a service of that name, such as {@code package.Service}. */
    public boolean hasService(String name) {
        return services.contains(name);
    }

    /** Returns the types of all requests, each once. */
    public List<Descriptor> requestTypes() {
        return byPath.values().stream().map(RpcMethod::requestType).distinct().toList();
    }

    /** Returns the full names of the services. */
    public Set<String> services() {
        return Collections.unmodifiableSet(services);
    }

    /** Returns the JSON codec that knows every type of the application's services. */
    public JsonCodec json() {
        return json;
    }

    private void addMethods(
            ServerServiceDefinition service,
            List<ServerInterceptor> interceptors,
            Function<MethodDescriptor<?, ?>, Audience> audience) {
        ServerInterceptors.intercept(service, interceptors).getMethods().forEach(method -> {
            MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
            byPath.put("/" + descriptor.getFullMethodName(), new RpcMethod(method, audience.apply(descriptor)));
        });
    }

    /** Reflection describes internal services too. */
    private static Function<MethodDescriptor<?, ?>, Audience> audienceOf(BindableService bean) {
        return bean instanceof ReflectionServiceV1 || bean instanceof ReflectionServiceV1alpha
                ? method -> Audience.SERVICES
                : new ServiceAudience(bean.getClass())::of;
    }

    private static ServerServiceDefinition paced(
            BindableService bean, ServerServiceDefinition service, MutinyMethods mutiny) {
        ServerServiceDefinition.Builder paced = ServerServiceDefinition.builder(service.getServiceDescriptor());
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            paced.addMethod(mutiny.paced(bean, method));
        }
        return paced.build();
    }

    private void addTypes(FileDescriptor file, Set<String> seen) {
        if (seen.add(file.getFullName())) {
            types.add(file.getMessageTypes());
            file.getDependencies().forEach(dependency -> addTypes(dependency, seen));
        }
    }
}
