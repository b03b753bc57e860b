package org.flyte.platform.podlogs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;

/**
 * Logs of containers in the object store. A log is there as a whole or not at all; see docs/behaviour/logs.md. All
 * methods block: call them on virtual threads.
 */
public final class LogArchive {
    private static final long MAX_FILE = 32L * 1024 * 1024;

    private final ObjectStore store;
    private final Clock clock;

    public LogArchive(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Stores what the stream gives, to its end. A stream that fails on the way leaves what it gave, with a line that says
     * so; storing the same log again replaces that.
     *
     * @param file address as {@code AttemptLayout.logFile} says
     * @throws IOException of the stream
     */
    public void store(String file, InputStream log, ArchiveLimits limits) throws IOException {
        ArchiveWriter writer = new ArchiveWriter(store, file, limits);
        try {
            writer.copy(log);
        } catch (IOException e) {
            writer.note(clock.instant(), "(the rest of this log could not be read)");
            writer.finish(clock.instant());
            throw e;
        }
        writer.finish(clock.instant());
    }

    /** Whether the log is there. */
    public boolean has(String file) {
        return store.head(file).isPresent();
    }

    /** The log; empty when it is not there. */
    public Optional<ArchivedLog> find(String file) {
        try {
            return Optional.of(new ArchivedLog(store, file, IndexFile.parse(store.read(file, MAX_FILE))));
        } catch (NotFound e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Unavailable(e, "the archived log %s is broken: %s", file, e.getMessage());
        }
    }
}
