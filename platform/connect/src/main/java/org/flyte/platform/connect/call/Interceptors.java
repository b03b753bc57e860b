package org.flyte.platform.connect.call;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.quarkus.arc.Arc;
import io.quarkus.arc.Subclass;
import io.quarkus.grpc.runtime.ServerInterceptorStorage;
import io.quarkus.grpc.runtime.supports.context.GrpcDuplicatedContextGrpcInterceptor;
import io.quarkus.grpc.runtime.supports.exc.ExceptionInterceptor;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The interceptors that Quarkus has gathered, for our own pipeline. Those that only prepare Quarkus's transport are
 * left out: an HttpCall is on its own context already, maps its failures itself and has its span ({@link CallSpan}).
 */
@Singleton
class Interceptors {
    private static final Set<String> QUARKUS_TRANSPORT = Set.of(
            GrpcDuplicatedContextGrpcInterceptor.class.getName(),
            ExceptionInterceptor.class.getName(),
            "io.quarkus.opentelemetry.runtime.tracing.instrumentation.grpc.GrpcTracingServerInterceptor");

    private final ServerInterceptorStorage storage;

    Interceptors(ServerInterceptorStorage storage) {
        this.storage = storage;
    }

    /** Returns the interceptors of a service in the order that gRPC wants: the last runs first. */
    List<ServerInterceptor> around(BindableService bean) {
        Class<?> type = bean instanceof Subclass ? bean.getClass().getSuperclass() : bean.getClass();
        return Stream.concat(storage.getGlobalInterceptors().stream(), storage.getInterceptors(type.getName()).stream())
                .filter(interceptor -> !QUARKUS_TRANSPORT.contains(interceptor.getName()))
                .distinct()
                .map(Interceptors::instance)
                .sorted(Comparator.comparingInt(Interceptors::priority))
                .toList();
    }

    private static ServerInterceptor instance(Class<?> type) {
        return (ServerInterceptor)
                Arc.container().instance(type, Any.Literal.INSTANCE).get();
    }

    private static int priority(ServerInterceptor interceptor) {
        return interceptor instanceof Prioritized prioritized ? prioritized.getPriority() : 0;
    }
}
