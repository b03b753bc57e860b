package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The files of the pods of this node: working directory, log, pid file and others. */
public record PodFiles(Path root) {

    /** The log of a pod. */
    public Path log(String pod) {
        return logs().resolve(checked(pod) + ".log");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path pids() {
        return root.resolve("pids");
    }

    Path pid(String pod) {
        return pids().resolve(checked(pod));
    }

    /** Where a pod works whose data has no folder on this machine. */
    Path work(String pod) {
        return root.resolve("work").resolve(checked(pod));
    }

    /** The processes of a pod. */
    MarkedProcesses processes(String pod) {
        return new MarkedProcesses(pid(pod).toAbsolutePath().toString());
    }

    void createFolders() throws IOException {
        Files.createDirectories(logs());
        Files.createDirectories(pids());
    }

    /** Secrets that a pod mounts; deleted at its end. */
    Path secrets(String pod) {
        return root.resolve("secrets").resolve(checked(pod));
    }

    void deleteSecrets(String pod) throws IOException {
        delete(secrets(pod));
    }

    /** Inputs and outputs of a raw container; deleted at its end. */
    Path volumes(String pod) {
        return root.resolve("volumes").resolve(checked(pod));
    }

    void deleteVolumes(String pod) throws IOException {
        delete(volumes(pod));
    }

    /** By which a pod proves who it is; deleted at its end. */
    Path credentials(String pod) {
        return root.resolve("credentials").resolve(checked(pod));
    }

    void deleteCredentials(String pod) throws IOException {
        delete(credentials(pod));
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

    /** A name that is one part of a path. */
    static String checked(String pod) {
        if (pod.isEmpty() || pod.startsWith(".") || pod.indexOf('/') >= 0 || pod.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("this is no name of a pod: " + pod);
        }
        return pod;
    }
}
