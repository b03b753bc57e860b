package org.flyte.events.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of {@code examples/consumers}, as a process of its own. */
record SampleProgram(List<String> command) {
    private static final Path SAMPLES =
            Path.of("../examples/consumers").toAbsolutePath().normalize();
    private static final int MINUTES = 4;

    /** What the process wrote. */
    record Output(int status, List<String> lines, String errors) {}

    /** The Java sample, with the libraries of this test. */
    static SampleProgram java() {
        return new SampleProgram(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--class-path",
                System.getProperty("java.class.path"),
                SAMPLES.resolve("FollowEvents.java").toString()));
    }

    /** The Python sample; the test is left out where its libraries cannot be had. */
    static SampleProgram python() {
        Output setUp = new SampleProgram(List.of(
                        SAMPLES.resolve("setup").toString(),
                        Path.of("target", "consumers").toAbsolutePath().toString()))
                .run();
        assumeTrue(setUp.status() == 0, "no libraries for the Python sample: " + setUp.errors());
        return new SampleProgram(List.of(
                setUp.lines().getLast(), SAMPLES.resolve("follow_events.py").toString()));
    }

    Output run(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("sample", ".out");
            Path err = Files.createTempFile("sample", ".err");
            Process process = new ProcessBuilder(all)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            Output output = new Output(
                    ended ? process.exitValue() : -1, Files.readAllLines(out, UTF_8), Files.readString(err, UTF_8));
            Files.delete(out);
            Files.delete(err);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
