package org.flyte.executor.cache;

import io.grpc.StatusRuntimeException;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.flyte.executor.api.ActionTrace;
import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.OverwriteOutput;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import org.jboss.logging.Logger;

/**
 * Finds and stores the results of tasks. Blocks: for virtual threads. Never fails: without the cache a task runs, and the
 * answer says so.
 */
@ApplicationScoped
class ResultCache {
    private static final Logger LOG = Logger.getLogger(ResultCache.class);
    private static final int MAX_CONCURRENT_COPIES = 32;

    private final CacheClient client;
    private final ObjectStore store;
    private final Clock clock;
    private final Duration poll;
    private final Semaphore copies = new Semaphore(MAX_CONCURRENT_COPIES);

    ResultCache(CacheClient client, ObjectStore store, Clock clock, ExecutorConfig config) {
        this.client = client;
        this.store = store;
        this.clock = clock;
        this.poll = config.cache().poll();
    }

    /** Looks for a result; when there is none and others must wait, reserves the right to compute it. */
    Answer look(CacheUse use) {
        if (use.overwrite()) {
            return new Answer.Miss(CatalogCacheStatus.CACHE_SKIPPED, true, false);
        }
        try (Scope _ = ActionTrace.enter(use.execution().action())) {
            Optional<CachedOutput> entry = client.get(use.key()).filter(found -> isFresh(use, found));
            if (entry.isPresent() && copy(entry.get().getOutputUri(), use.outputs())) {
                return new Answer.Hit(new ResultMetadata(entry.get().getMetadata()).source());
            }
            if (use.serializable() && !client.reserve(use.key(), use.owner())) {
                return new Answer.Held(clock.instant().plus(poll));
            }
            return new Answer.Miss(CatalogCacheStatus.CACHE_MISS, entry.isPresent(), use.serializable());
        } catch (RuntimeException e) {
            warn(use, "cache not available, the task runs without it", e);
            return new Answer.Miss(CatalogCacheStatus.CACHE_LOOKUP_FAILURE, false, false);
        }
    }

    /** Stores the outputs of the attempt; the result is the status to record. */
    CatalogCacheStatus put(CacheUse use, Answer.Miss before) {
        try (Scope _ = ActionTrace.enter(use.execution().action())) {
            if (store.head(use.outputs()).isEmpty()) {
                // Of a task without outputs.
                store.write(use.outputs(), new byte[0]);
            }
            CachedOutput output = CachedOutput.newBuilder()
                    .setOutputUri(use.outputs())
                    .setMetadata(ResultMetadata.of(use.execution()).metadata())
                    .build();
            return client.put(use.key(), output, overwrite(use, before)) || isStored(use)
                    ? CatalogCacheStatus.CACHE_POPULATED
                    : CatalogCacheStatus.CACHE_MISS;
        } catch (RuntimeException e) {
            warn(use, "outputs not stored in the cache", e);
            return before.status() == CatalogCacheStatus.CACHE_LOOKUP_FAILURE
                    ? before.status()
                    : CatalogCacheStatus.CACHE_PUT_FAILURE;
        }
    }

    /** False when another action has taken the reservation over, or nobody answers. */
    boolean extend(CacheUse use) {
        try {
            return client.reserve(use.key(), use.owner());
        } catch (StatusRuntimeException e) {
            LOG.debugf("reservation not extended: cause=%s", e.getMessage());
            return true;
        }
    }

    /** Best effort: a reservation that is not released expires. */
    void release(CacheUse use) {
        try {
            client.release(use.key(), use.owner());
        } catch (StatusRuntimeException e) {
            LOG.debugf("reservation not released, it expires: cause=%s", e.getMessage());
        }
    }

    private boolean isFresh(CacheUse use, CachedOutput entry) {
        return use.maxAge().isZero()
                || ProtoTime.toInstant(entry.getMetadata().getLastUpdatedAt())
                        .plus(use.maxAge())
                        .isAfter(clock.instant());
    }

    /** False when the cached outputs are gone, or outside the store: then they are no result any more. */
    private boolean copy(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        copies.acquireUninterruptibly();
        try {
            Optional<ObjectInfo> source = store.owns(from) ? store.head(from) : Optional.empty();
            if (source.isEmpty()) {
                return false;
            }
            try (InputStream content = store.open(from)) {
                store.write(to, content, source.get().size());
            }
            return true;
        } catch (FlyteException.NotFound e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            copies.release();
        }
    }

    /** An entry that is older than the task accepts is replaced as well. */
    private static OverwriteOutput overwrite(CacheUse use, Answer.Miss before) {
        OverwriteOutput.Builder overwrite =
                OverwriteOutput.newBuilder().setOverwrite(use.overwrite() || before.replace());
        if (!use.maxAge().isZero()) {
            overwrite.setMaxAge(ProtoTime.of(use.maxAge()));
        }
        return overwrite.build();
    }

    /** A repeated call finds the entry that the first one stored. */
    private boolean isStored(CacheUse use) {
        return client.get(use.key())
                .filter(entry -> entry.getOutputUri().equals(use.outputs()))
                .isPresent();
    }

    private static void warn(CacheUse use, String message, Exception cause) {
        try (LogContext.Scope _ =
                TryLogContext.of(use.execution()).with(LogKey.CAUSE, cause).enter()) {
            LOG.warn(message);
        }
    }
}
