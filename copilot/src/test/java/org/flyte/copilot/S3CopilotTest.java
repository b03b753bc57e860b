package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.flyte.idl.core.SimpleType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3CopilotTest extends CopilotContract {
    @TempDir
    static Path folder;

    private static CopilotS3 server;
    private final String run = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws Exception {
        server = new CopilotS3(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    String base() {
        return "s3://bucket/" + run;
    }

    @Override
    Map<String, String> environment() {
        return server.environment();
    }

    @Override
    Optional<String> folder() {
        return Optional.empty();
    }

    /** As in a pod: one process before the task, one that waits for its end; the script of the image starts both. */
    @Test
    void carriesValuesThroughThePairOfProcesses() throws Exception {
        give(Map.of("word", Literals.of("echo")));
        Path work = Files.createDirectory(temporary.resolve("work"));

        Process sidecar = start(
                "sidecar",
                "--from-local-dir",
                work.toString(),
                "--to-raw-output",
                at("raw"),
                "--to-output-prefix",
                at("1"),
                "--interface",
                Base64.getEncoder()
                        .encodeToString(typedInterface(Map.of("text", Literals.simple(SimpleType.STRING)))
                                .toByteArray()));
        Process download = start(
                "download",
                "--from-remote",
                at("inputs.pb"),
                "--to-local-dir",
                work.resolve("in").toString(),
                "--to-output-prefix",
                at("1"));
        assertThat(download.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(download.exitValue()).isZero();
        Files.writeString(work.resolve("text"), Files.readString(work.resolve("in/word")) + "!");
        assertThat(sidecar.isAlive()).isTrue();
        sidecar.destroy();
        sidecar.destroy();

        await().atMost(Duration.ofSeconds(60)).until(() -> !sidecar.isAlive());
        assertThat(sidecar.exitValue()).isZero();
        assertThat(stored()).containsExactly(Map.entry("text", Literals.of("echo!")));
    }

    @Test
    void endsWithOneLineWithoutCommandOrStore() throws Exception {
        Process unknown = start("upgrade");
        assertThat(new String(unknown.getErrorStream().readAllBytes(), UTF_8)).startsWith("copilot: usage:");
        assertThat(unknown.waitFor()).isEqualTo(2);
    }

    private static Process start(String... words) throws IOException {
        Path home = Files.createTempDirectory(folder, "copilot");
        Files.createSymbolicLink(home.resolve("java"), Path.of(System.getProperty("java.home")));
        Files.writeString(
                home.resolve("jvm.options"),
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp \""
                        + System.getProperty("java.class.path").replace(File.separatorChar, '/') + "\"");
        List<String> command = new ArrayList<>(List.of("sh", "image/copilot.sh"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("COPILOT_HOME", home.toString());
        builder.environment().putAll(server.environment());
        return builder.start();
    }
}
