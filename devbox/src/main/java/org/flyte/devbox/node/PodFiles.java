package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a pod of this node keeps its files: working directory, log, and the number of its process. */
public record PodFiles(Path root) {

    public Path log(String pod) {
        return root.resolve("logs").resolve(pod + ".log");
    }

    Path pids() {
        return root.resolve("pids");
    }

    Path pid(String pod) {
        return pids().resolve(pod);
    }

    /** Makes an empty working directory. */
    Path freshWork(String pod) throws IOException {
        Path work = work(pod);
        delete(work);
        Files.createDirectories(work);
        Files.createDirectories(log(pod).getParent());
        Files.createDirectories(pids());
        return work;
    }

    void dropWork(String pod) throws IOException {
        delete(work(pod));
    }

    private Path work(String pod) {
        return root.resolve("work").resolve(pod);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
