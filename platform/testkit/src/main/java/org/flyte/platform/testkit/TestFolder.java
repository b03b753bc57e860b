package org.flyte.platform.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of this test JVM; it goes when the JVM ends, after the server on it was closed. */
final class TestFolder {
    private TestFolder() {}

    /** A new folder; at the end of the JVM the server is closed and the folder deleted. */
    static Path create(String name) {
        try {
            return Files.createTempDirectory("flyte-test-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void closeAtExit(Path folder, AutoCloseable server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("could not close a test server: " + e);
            }
            delete(folder);
        }));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("could not delete " + folder + ": " + e);
        }
    }
}
