package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The files of the pods of this node: working directory, log, and pid file. */
public record PodFiles(Path root) {

    /** The log of a pod. */
    public Path log(String pod) {
        return root.resolve("logs").resolve(pod + ".log");
    }

    Path pids() {
        return root.resolve("pids");
    }

    Path pid(String pod) {
        return pids().resolve(pod);
    }

    /** Creates an empty working directory. */
    Path createWorkingDirectory(String pod) throws IOException {
        Path work = work(pod);
        delete(work);
        Files.createDirectories(work);
        Files.createDirectories(log(pod).getParent());
        Files.createDirectories(pids());
        return work;
    }

    void deleteWorkingDirectory(String pod) throws IOException {
        delete(secrets(pod));
        delete(work(pod));
    }

    /** Secrets that a pod mounts; deleted with its working directory. */
    Path secrets(String pod) {
        return root.resolve("secrets").resolve(pod);
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
