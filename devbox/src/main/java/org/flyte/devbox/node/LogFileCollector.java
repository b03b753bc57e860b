package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Deletes the log files of pods that have ended: those that are too old, and the oldest ones while all together are too
 * large.
 */
final class LogFileCollector implements Runnable {
    private static final Logger LOG = Logger.getLogger(LogFileCollector.class);
    private static final String SUFFIX = ".log";

    private final Path folder;
    private final Predicate<String> isAlive;
    private final Duration retention;
    private final long maxSize;
    private final Clock clock;

    /**
     * @param isAlive whether a pod of that name is waiting or running here
     * @param retention age since the last line
     * @param maxSize bytes of all files together
     */
    LogFileCollector(Path folder, Predicate<String> isAlive, Duration retention, long maxSize, Clock clock) {
        this.folder = folder;
        this.isAlive = isAlive;
        this.retention = retention;
        this.maxSize = maxSize;
        this.clock = clock;
    }

    private record LogFile(Path path, long size, Instant modified) {
        static LogFile of(Path path) {
            try {
                return new LogFile(
                        path, Files.size(path), Files.getLastModifiedTime(path).toInstant());
            } catch (IOException gone) {
                return new LogFile(path, 0, Instant.MAX);
            }
        }

        String pod() {
            String name = path.getFileName().toString();
            return name.substring(0, name.length() - SUFFIX.length());
        }
    }

    @Override
    public void run() {
        try {
            collect();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("old logs not deleted, retried at the next interval cause=%s", e.getMessage());
        }
    }

    private void collect() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<LogFile> oldestFirst = files();
        long size = oldestFirst.stream().mapToLong(LogFile::size).sum();
        Instant oldest = clock.instant().minus(retention);
        for (LogFile file : oldestFirst) {
            if ((size > maxSize || file.modified().isBefore(oldest)) && !isAlive.test(file.pod())) {
                Files.deleteIfExists(file.path());
                size -= file.size();
            }
        }
    }

    private List<LogFile> files() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> path.toString().endsWith(SUFFIX))
                    .map(LogFile::of)
                    .sorted(Comparator.comparing(LogFile::modified))
                    .toList();
        }
    }
}
