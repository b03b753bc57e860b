package org.flyte.platform.identity.permission;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.idl.workflow.CreateRunRequest;

/** Every method of the published API and of this backend's own packages. */
final class GrpcServices {
    private GrpcServices() {}

    static List<MethodDescriptor> methods() throws IOException, URISyntaxException {
        URI classes = CreateRunRequest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        if (Files.isDirectory(Path.of(classes))) {
            return methods(Path.of(classes));
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + classes), Map.of())) {
            return methods(jar.getPath("/"));
        }
    }

    private static List<MethodDescriptor> methods(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("org/flyte/idl"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.matches("[^$]*Grpc\\.class") && !file.contains("/Mutiny"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .flatMap(name -> service(name).getMethods().stream())
                    .sorted(Comparator.comparing(MethodDescriptor::getFullName))
                    .toList();
        }
    }

    private static ServiceDescriptor service(String grpcClass) {
        try {
            io.grpc.ServiceDescriptor service = (io.grpc.ServiceDescriptor)
                    Class.forName(grpcClass).getMethod("getServiceDescriptor").invoke(null);
            return ((ProtoServiceDescriptorSupplier) service.getSchemaDescriptor()).getServiceDescriptor();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
