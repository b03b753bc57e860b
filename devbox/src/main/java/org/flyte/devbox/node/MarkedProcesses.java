package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes with a mark in their environment, which children inherit: so those of a pod are found that have left its
 * process group. There are none where the system has no {@code /proc}.
 *
 * @param mark value of the variable, one for each pod
 */
record MarkedProcesses(String mark) {
    static final String VARIABLE = "FLYTE_DEVBOX_POD";

    private static final Path PROC = Path.of("/proc");
    private static final int MAX_ROUNDS = 5;

    /** Kills them, and those that they start meanwhile, as the end of a container kills all its processes. */
    void kill() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<ProcessHandle> found = find();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> find() {
        byte[] entry = (VARIABLE + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process ->
                            Character.isDigit(process.getFileName().toString().charAt(0)))
                    .filter(process -> hasEntry(process.resolve("environ"), entry))
                    .map(process -> ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString())))
                    .flatMap(Optional::stream)
                    .filter(process -> process.isAlive() && !process.equals(ProcessHandle.current()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean hasEntry(Path environment, byte[] entry) {
        try {
            byte[] bytes = Files.readAllBytes(environment);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String wanted = new String(entry, StandardCharsets.ISO_8859_1);
            return text.startsWith(wanted) || text.contains("\0" + wanted);
        } catch (IOException goneOrOfAnotherUser) {
            return false;
        }
    }
}
