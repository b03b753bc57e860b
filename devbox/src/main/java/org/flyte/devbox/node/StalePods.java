package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pods that outlived a devbox that was killed. Each left a file with its process number and start time; a process that
 * has the number but not the time is somebody else's.
 */
public final class StalePods {
    private StalePods() {}

    static void remember(Path file, ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + startOf(process) + "\n");
    }

    /** Ends what is left of an earlier devbox on this folder, and answers how many process groups that were. */
    public static int end(PodFiles files) throws IOException {
        if (!Files.isDirectory(files.pids())) {
            return 0;
        }
        int ended = 0;
        for (Path file : list(files.pids())) {
            String[] words = Files.readString(file).strip().split(" ", -1);
            Optional<ProcessHandle> leader =
                    words.length == 2 ? same(Long.parseLong(words[0]), words[1]) : Optional.empty();
            if (leader.isPresent()) {
                ProcessGroup.signal(leader.get().pid(), ProcessGroup.KILL);
                leader.get().destroyForcibly();
                ended++;
            }
            Files.delete(file);
        }
        return ended;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Optional<ProcessHandle> same(long pid, String start) {
        return ProcessHandle.of(pid).filter(process -> startOf(process).equals(start));
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
