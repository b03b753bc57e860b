package org.flyte.runs.bulk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.flyte.idl.bulk.BulkOutcome;
import org.flyte.runs.bulk.BulkRun.Result;
import org.jboss.logging.Logger;

/**
 * Works off bulk operations. A replica reserves one second's worth of the runs of an operation, does what is asked for, and
 * records the results; when it ends in between, the reservation does too and another replica repeats the runs, which
 * changes nothing for those that were done.
 */
@ApplicationScoped
class BulkWorker {
    private static final Logger LOG = Logger.getLogger(BulkWorker.class);

    /** Turns of operations that are taken in a row, each of one second of its rate. */
    private static final int MAX_TURNS = 50;

    private final BulkOperationStore operations;
    private final BulkRunStore runs;
    private final ProcessSelectedRun processSelectedRun;
    private final BulkConfig config;
    private final Clock clock;
    private final MeterRegistry meters;

    BulkWorker(
            BulkOperationStore operations,
            BulkRunStore runs,
            ProcessSelectedRun processSelectedRun,
            BulkConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.operations = operations;
        this.runs = runs;
        this.processSelectedRun = processSelectedRun;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(every = "1s", delayed = "3s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return config.enabled() ? turns(MAX_TURNS) : Uni.createFrom().voidItem();
    }

    private Uni<Void> turns(int left) {
        return work().chain(worked ->
                worked && left > 1 ? turns(left - 1) : Uni.createFrom().voidItem());
    }

    /** Takes one turn; answers whether an operation was due. Never fails. */
    Uni<Boolean> work() {
        Instant now = clock.instant();
        return operations
                .claim(now)
                .chain(due -> due.map(operation -> work(operation, now).replaceWith(true))
                        .orElseGet(() -> Uni.createFrom().item(false)))
                .onFailure()
                .invoke(failure -> LOG.warnf("bulk operation not continued, retried: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Void> work(BulkOperation operation, Instant now) {
        return runs.claim(operation, now, config.lease())
                .chain(claimed -> Multi.createFrom()
                        .iterable(claimed)
                        .onItem()
                        .transformToUni(run -> processSelectedRun.execute(operation, run))
                        .merge(config.concurrency())
                        .collect()
                        .asList())
                .chain(results -> record(operation, results));
    }

    private Uni<Void> record(BulkOperation operation, List<Result> results) {
        if (results.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return runs.record(operation, results, clock.instant())
                .invoke(ended -> {
                    results.forEach(this::count);
                    if (ended) {
                        LOG.infof("bulk operation ended: operation=%s", operation.id());
                    }
                })
                .replaceWithVoid();
    }

    private void count(Result result) {
        if (result.outcome() != BulkOutcome.BULK_OUTCOME_UNSPECIFIED) {
            Counter.builder("flyte.runs.bulk.results")
                    .description("Runs of bulk operations that have a result")
                    .tag(
                            "outcome",
                            result.outcome()
                                    .name()
                                    .substring("BULK_OUTCOME_".length())
                                    .toLowerCase(Locale.ROOT))
                    .register(meters)
                    .increment();
        }
    }
}
