package org.flyte.runs.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Deletes runs that ended before their cutoff: objects if configured, events, actions and last the root, so that a pass that
 * was interrupted finds the run again. A run with a live action or an outbox entry is kept.
 */
@ApplicationScoped
class DeleteOldRuns {
    private static final Logger LOG = Logger.getLogger(DeleteOldRuns.class);
    private static final int PAGE = 500;
    private static final int SPECS = 10_000;
    private static final Duration SHORTEST_SPEC_AGE = Duration.ofHours(2);

    private final RetentionStore store;
    private final RunObjects objects;
    private final RetentionConfig config;
    private final Clock clock;
    private final Counter deletedRuns;
    private final Counter deletedSpecs;

    DeleteOldRuns(RetentionStore store, RunObjects objects, RetentionConfig config, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.objects = objects;
        this.config = config;
        this.clock = clock;
        this.deletedRuns = counter(meters, "runs");
        this.deletedSpecs = counter(meters, "specs");
    }

    /** One pass over all runs. Answers how many were deleted, or would be with {@link RetentionConfig#dryRun}. */
    Uni<Long> execute() {
        Instant now = clock.instant();
        return pass(Cutoffs.of(config, now))
                .chain(runs -> pass(Cutoffs.ofTracked(config, now)).map(tracked -> runs + tracked))
                .call(runs -> deleteSpecs(now))
                .invoke(this::log);
    }

    private void log(long runs) {
        if (runs > 0) {
            LOG.infof(config.dryRun() ? "old runs would be deleted: count=%d" : "old runs deleted: count=%d", runs);
        }
    }

    private Uni<Long> pass(Cutoffs cutoffs) {
        return cutoffs.latest()
                .map(latest -> Multi.createBy()
                        .repeating()
                        .uni(Cursor::new, cursor -> page(cutoffs, latest, cursor))
                        .until(cursor -> cursor.ended)
                        .collect()
                        .last()
                        .map(cursor -> cursor == null ? 0L : cursor.deleted))
                .orElseGet(() -> Uni.createFrom().item(0L));
    }

    /** How far a pass has come. */
    private static final class Cursor {
        private OldRun last;
        private long deleted;
        private boolean ended;
    }

    private Uni<Cursor> page(Cutoffs cutoffs, Instant latest, Cursor cursor) {
        return store.next(cutoffs, latest, cursor.last, PAGE).chain(page -> {
            cursor.ended = page.isEmpty();
            cursor.last = page.isEmpty() ? cursor.last : page.getLast();
            List<OldRun> due = page.stream().filter(OldRun::due).toList();
            return (config.dryRun() ? Uni.createFrom().item((long) due.size()) : delete(due)).map(deleted -> {
                cursor.deleted += deleted;
                return cursor;
            });
        });
    }

    private Uni<Long> delete(List<OldRun> due) {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUniAndConcatenate(this::delete)
                .filter(deleted -> deleted)
                .collect()
                .with(Collectors.counting());
    }

    /** Whether it is gone now. One that fails is left to the next pass. */
    private Uni<Boolean> delete(OldRun run) {
        return deleteObjects(run)
                .chain(() -> inBatches(() -> store.deleteEvents(run.key(), config.batchSize())))
                .chain(() -> inBatches(() -> store.deleteChildren(run.key(), config.batchSize())))
                .chain(() -> store.deleteRoot(run.key()))
                .map(roots -> roots > 0)
                .invoke(gone -> deletedRuns.increment(gone ? 1 : 0))
                .call(this::pause)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("old run not deleted, retried: run=%s cause=%s", run.key(), failure.getMessage()))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Integer> deleteObjects(OldRun run) {
        return config.deleteObjects() ? objects.delete(run) : Uni.createFrom().item(0);
    }

    private Uni<Void> inBatches(Supplier<Uni<Integer>> batch) {
        return Multi.createBy()
                .repeating()
                .uni(() -> batch.get()
                        .call(deleted ->
                                deleted > 0 ? pause() : Uni.createFrom().voidItem()))
                .until(deleted -> deleted < config.batchSize())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> pause() {
        Uni<Void> now = Uni.createFrom().voidItem();
        return config.pause().isZero() ? now : now.onItem().delayIt().by(config.pause());
    }

    private Uni<Integer> deleteSpecs(Instant now) {
        boolean off = Cutoffs.of(config, now).latest().isEmpty()
                && Cutoffs.ofTracked(config, now).latest().isEmpty();
        if (config.dryRun() || off) {
            return Uni.createFrom().item(0);
        }
        Duration age =
                config.unusedSpecAge().compareTo(SHORTEST_SPEC_AGE) < 0 ? SHORTEST_SPEC_AGE : config.unusedSpecAge();
        return store.deleteSpecs(now.minus(age), SPECS).invoke(specs -> deletedSpecs.increment(specs));
    }

    private static Counter counter(MeterRegistry meters, String kind) {
        return Counter.builder("flyte.runs.retention.deleted")
                .description("Old runs and unused task specs that were deleted")
                .tag("kind", kind)
                .register(meters);
    }
}
