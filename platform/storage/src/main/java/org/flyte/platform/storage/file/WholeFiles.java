package org.flyte.platform.storage.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Writes whole files: into a folder for unfinished ones first, from where they are moved to their place. What a killed
 * process left there is removed.
 */
final class WholeFiles {
    private static final Logger LOG = Logger.getLogger(WholeFiles.class);
    /** A write that goes on changes its file more often than this. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final FilePaths paths;
    private final Path unfinished;
    private final Clock clock;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

    WholeFiles(FilePaths paths, Clock clock) {
        this.paths = paths;
        this.unfinished = paths.root().resolve(FileObjectStore.PRIVATE).resolve("unfinished");
        this.clock = clock;
    }

    private interface Placement {
        boolean place(Path written) throws IOException;
    }

    /** Writes the file, or replaces it. */
    void write(Path target, InputStream content, long length) throws IOException {
        write(target, content, length, written -> {
            Files.move(written, target, ATOMIC_MOVE);
            return true;
        });
    }

    /** Writes the file unless there is one. */
    boolean create(Path target, InputStream content, long length) throws IOException {
        return write(target, content, length, written -> link(written, target));
    }

    private boolean write(Path target, InputStream content, long length, Placement placement) throws IOException {
        paths.createFolder(unfinished);
        removeAbandoned();
        Path temp = unfinished.resolve(UUID.randomUUID().toString());
        try {
            new ExactCopy(content, length).to(temp);
            paths.createFolder(target.getParent());
            return placement.place(temp);
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    /** A hard link is made only when the name is free: of concurrent writers one succeeds. */
    private static boolean link(Path written, Path target) throws IOException {
        try {
            Files.createLink(target, written);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return moveIfAbsent(written, target);
        }
    }

    /** For a file system without hard links: of two that write at the same moment, the later one replaces the other. */
    private static boolean moveIfAbsent(Path written, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Files.move(written, target, ATOMIC_MOVE);
        return true;
    }

    private void removeAbandoned() throws IOException {
        Instant now = clock.instant();
        Instant due = nextSweep.get();
        if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(ABANDONED))) {
            return;
        }
        List<Path> all;
        try (var found = Files.list(unfinished)) {
            all = found.toList();
        }
        for (Path file : all) {
            removeIfAbandoned(file, now);
        }
    }

    private static void removeIfAbandoned(Path file, Instant now) throws IOException {
        try {
            Instant changed =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (changed.plus(ABANDONED).isBefore(now)) {
                Files.deleteIfExists(file);
                LOG.infof("abandoned upload removed file=%s", file.getFileName());
            }
        } catch (NoSuchFileException finished) {
            // Its writer was faster.
        }
    }
}
