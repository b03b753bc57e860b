package org.flyte.executor.logs;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.podlogs.PodLogSource;
import org.flyte.platform.podlogs.StampedLog;
import org.flyte.platform.podlogs.archive.ArchiveLimits;
import org.flyte.platform.podlogs.archive.LogArchive;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/** Stores the log of one container, to its end. Blocks: for virtual threads. */
@ApplicationScoped
class SaveLog {
    private static final Logger LOG = Logger.getLogger(SaveLog.class);

    private final PodLogSource source;
    private final LogArchive archive;
    private final ExecutorConfig.Logs config;

    SaveLog(PodLogSource source, ObjectStore store, ExecutorConfig config, Clock clock) {
        this.source = source;
        this.archive = new LogArchive(store, clock);
        this.config = config.logs();
    }

    boolean isStored(ContainerLog log) {
        return archive.has(log.file());
    }

    /**
     * Stores it, with what there is when the time is over.
     *
     * @throws org.flyte.platform.model.FlyteException.NotFound when the node has no such log
     * @throws Unavailable when it cannot be read or stored now
     */
    void execute(ContainerLog log) {
        InputStream content = open(log);
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                () -> close(content),
                CompletableFuture.delayedExecutor(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
        try (content) {
            archive.store(
                    log.file(), content, ArchiveLimits.keeping(config.maxSize().asLongValue()));
        } catch (IOException e) {
            throw new Unavailable(e, "the log of container %s of pod %s broke", log.container(), log.pod());
        } finally {
            limit.cancel(false);
        }
    }

    private InputStream open(ContainerLog log) {
        if (log.part().isEmpty()) {
            return source.open(PodLogSource.Request.all(log.namespace(), log.pod(), log.container(), log.running()));
        }
        ContainerLog.Part part = log.part().get();
        try {
            if (part.printed().isPresent()) {
                return new GZIPInputStream(
                        new ByteArrayInputStream(part.printed().get()));
            }
        } catch (IOException e) {
            LOG.debugf("log of a task of a pool is read from its pod cause=%s", e.getMessage());
        }
        return new StampedLog(
                source.open(new PodLogSource.Request(
                        log.namespace(),
                        log.pod(),
                        log.container(),
                        false,
                        Optional.of(part.since()),
                        OptionalInt.empty())),
                part.stamp());
    }

    private static void close(InputStream content) {
        try {
            content.close();
        } catch (IOException e) {
            LOG.debugf("log stream not closed cause=%s", e.getMessage());
        }
    }
}
