package org.flyte.idl.contract;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What protoc made of our files in this build. */
final class Descriptors {
    private static final Path SET = Path.of("target", "descriptors.binpb");

    private Descriptors() {}

    /** The files of the published API, without our own additions and what they import. */
    static List<FileDescriptorProto> published() {
        ExtensionRegistry registry = ExtensionRegistry.newInstance();
        ValidateProto.registerAllExtensions(registry);
        AnnotationsProto.registerAllExtensions(registry);
        try {
            return FileDescriptorSet.parseFrom(Files.readAllBytes(SET), registry).getFileList().stream()
                    .filter(file -> file.getPackage().startsWith("flyteidl2."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
