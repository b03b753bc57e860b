package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.RunLayout;

/**
 * The directory in which a pod starts, empty at first. When the object store is a folder of this machine, the directory
 * lies with the data of the run: the SDK does not copy a file there that a task returns, it returns the path. So a
 * directory that the outputs name is kept, until the data of the run is deleted.
 *
 * @param attempt the folder of the attempt, in which or beside which each of its tries writes its outputs; empty when the
 *     store is no folder
 * @param shared whether outputs of several runs may name it: then it stays
 */
record WorkingDirectory(Path path, Optional<Path> attempt, boolean shared) {
    private static final String RUN_FOLDER = "_U_RUN_BASE";
    private static final String ACTION = "ACTION_NAME";
    private static final String ATTEMPT_FROM_ZERO = "FLYTE_ATTEMPT_NUMBER";
    private static final String POOL = "FLYTE_POOL";
    private static final String WORK = "work";
    private static final long MAX_SEARCHED = 64 * 1024 * 1024;

    /** By the variables that the operator sets in every pod. */
    static WorkingDirectory of(PodFiles files, String pod, Map<String, String> environment) {
        String folder = environment.getOrDefault(RUN_FOLDER, "");
        String action = environment.get(ACTION);
        String attempt = environment.getOrDefault(ATTEMPT_FROM_ZERO, "");
        if (!folder.startsWith("/") || action == null || !attempt.matches("\\d{1,9}")) {
            return new WorkingDirectory(files.work(pod), Optional.empty(), isShared(environment));
        }
        RunLayout run = new RunLayout(folder);
        AttemptLayout ofAttempt = run.attempt(action, Integer.parseInt(attempt) + 1);
        return new WorkingDirectory(
                Path.of(run.rawDataFolder(), WORK, PodFiles.checked(pod)),
                Optional.of(Path.of(ofAttempt.folder())),
                false);
    }

    /** Of a pod of warm workers whose object store is a folder. */
    private static boolean isShared(Map<String, String> environment) {
        return environment.getOrDefault(POOL, "").contains("\"" + RUN_FOLDER + "\":\"/");
    }

    void create() throws IOException {
        delete();
        Files.createDirectories(path);
    }

    /** Deletes it unless the outputs name it. */
    void clean() throws IOException {
        if (shared) {
            return;
        }
        if (attempt.isEmpty() || !isNamedInOutputs(attempt.get())) {
            delete();
        }
    }

    private boolean isNamedInOutputs(Path attempt) throws IOException {
        if (!Files.isDirectory(attempt.getParent())) {
            return false;
        }
        try (Stream<Path> folders = Files.list(attempt.getParent())) {
            for (Path folder : folders.toList()) {
                AttemptLayout ofTry = new AttemptLayout(folder.toString());
                if (ofTry.firstTry().folder().equals(attempt.toString()) && isNamedIn(Path.of(ofTry.outputsFile()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isNamedIn(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        if (Files.size(file) > MAX_SEARCHED) {
            return true;
        }
        // Any bytes as characters: the name is compared byte by byte.
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        return content.contains(new String((path + "/").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
