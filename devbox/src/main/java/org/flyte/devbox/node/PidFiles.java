package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file for each running pod, with the number and the start time of its process. A devbox that was killed leaves
 * them behind, and with them its successor finds the orphaned processes. A process that has the number but not the
 * start time is another one.
 */
public final class PidFiles {
    private final PodFiles files;

    public PidFiles(PodFiles files) {
        this.files = files;
    }

    void write(String pod, ProcessHandle process) throws IOException {
        Files.writeString(files.pid(pod), process.pid() + " " + startOf(process) + "\n");
    }

    void delete(String pod) throws IOException {
        Files.deleteIfExists(files.pid(pod));
    }

    /** Kills the process groups that an earlier devbox left on this folder, and returns how many there were. */
    public int killOrphans() throws IOException {
        if (!Files.isDirectory(files.pids())) {
            return 0;
        }
        int killed = 0;
        for (Path file : list(files.pids())) {
            Optional<ProcessHandle> leader = read(file);
            if (leader.isPresent()) {
                new ProcessGroup(leader.get().pid()).signal(ProcessGroup.KILL);
                leader.get().destroyForcibly();
                killed++;
            }
            files.processes(file.getFileName().toString()).kill();
            Files.delete(file);
        }
        return killed;
    }

    private static Optional<ProcessHandle> read(Path file) throws IOException {
        String[] words = Files.readString(file).strip().split(" ", -1);
        return words.length == 2
                ? ProcessHandle.of(Long.parseLong(words[0]))
                        .filter(process -> startOf(process).equals(words[1]))
                : Optional.empty();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
