package org.flyte.platform.connect.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.probe.api.EchoRequest;

/** Clients of other people, as processes: curl, and the programs of {@code platform/connect/clients}. */
public final class ClientProgram {
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();
    private static final Path CONTRACT =
            Path.of("target", "clients", "probe.binpb").toAbsolutePath();
    private static final Map<String, Output> READY = new ConcurrentHashMap<>();

    private ClientProgram() {}

    /** Runs curl and returns what it printed; the test is left out where there is no curl. */
    public static String curl(String... arguments) {
        need("curl");
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "20"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs one of the Python programs in clients/; the test is skipped where there is no Python. */
    public static void python(String program, Object... arguments) {
        need("python3");
        String python = packages("python");
        run(command(python, CLIENTS.resolve(program).toString(), arguments));
    }

    /** Runs one of the Node programs in clients/; the test is skipped where there is no Node. */
    public static void node(String program, Object... arguments) {
        need("node");
        need("npm");
        String folder = packages("node");
        run(command("node", folder + "/" + program, arguments));
    }

    /** Returns a file with the probe's contract and all that it imports. */
    public static Path contract() {
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        collect(EchoRequest.getDescriptor().getFile(), files);
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        files.values().forEach(file -> set.addFile(named(file)));
        try {
            Files.createDirectories(CONTRACT.getParent());
            return Files.write(CONTRACT, set.build().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptor> files) {
        if (!files.containsKey(file.getName())) {
            file.getDependencies().forEach(dependency -> collect(dependency, files));
            files.put(file.getName(), file);
        }
    }

    /** Puts in the JSON names, which protoc leaves out of generated code and protobuf-es wants to find. */
    private static FileDescriptorProto named(FileDescriptor file) {
        FileDescriptorProto.Builder proto = file.toProto().toBuilder();
        for (int i = 0; i < proto.getMessageTypeCount(); i++) {
            name(proto.getMessageTypeBuilder(i), file.getMessageTypes().get(i));
        }
        return proto.build();
    }

    private static void name(DescriptorProto.Builder proto, Descriptor message) {
        for (int i = 0; i < proto.getFieldCount(); i++) {
            proto.getFieldBuilder(i).setJsonName(message.getFields().get(i).getJsonName());
        }
        for (int i = 0; i < proto.getNestedTypeCount(); i++) {
            name(proto.getNestedTypeBuilder(i), message.getNestedTypes().get(i));
        }
    }

    /** Sets up a language's packages once; where they cannot be had every test that wants them is left out. */
    private static String packages(String language) {
        Output setUp = READY.computeIfAbsent(
                language, key -> execute(List.of(CLIENTS.resolve("setup").toString(), key)));
        assumeTrue(setUp.status() == 0, "no packages for " + language + ": " + setUp.text());
        return setUp.text().lines().toList().getLast();
    }

    private static List<String> command(String runtime, String program, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(runtime, program));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private static void need(String tool) {
        boolean there = List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        assumeTrue(there, "no " + tool + " on the PATH");
    }

    private static String run(List<String> command) {
        Output output = execute(command);
        assertThat(output.status()).as("%s: %s", command, output.text()).isEqualTo(0);
        return output.text();
    }

    private static Output execute(List<String> command) {
        try {
            Path file = Files.createTempFile("client", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();
            Output output = new Output(ended ? process.exitValue() : -1, Files.readString(file, UTF_8));
            Files.delete(file);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a process said; status -1 when it did not end. */
    private record Output(int status, String text) {}
}
