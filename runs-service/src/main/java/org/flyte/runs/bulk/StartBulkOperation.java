package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.flyte.idl.bulk.StartBulkOperationResponse;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.runs.identity.CallerIdentity;
import org.jboss.logging.Logger;

/**
 * Stores an operation with the runs that match now, for replicas to work off. The same request under the same id is one
 * operation. A dry run only counts the runs.
 */
@ApplicationScoped
class StartBulkOperation {
    private static final Logger LOG = Logger.getLogger(StartBulkOperation.class);

    private final BulkOperationStore operations;
    private final BulkConfig config;
    private final CallerIdentity caller;
    private final Clock clock;

    StartBulkOperation(BulkOperationStore operations, BulkConfig config, CallerIdentity caller, Clock clock) {
        this.operations = operations;
        this.config = config;
        this.caller = caller;
        this.clock = clock;
    }

    /** Completes after the commit. */
    Uni<StartBulkOperationResponse> execute(NewBulkOperation operation) {
        if (operation.request().getDryRun()) {
            return operations
                    .count(operation.runs())
                    .map(matching -> StartBulkOperationResponse.newBuilder()
                            .setMatching(matching)
                            .build());
        }
        Optional<EnrichedIdentity> by = caller.current();
        return operations
                .find(operation.id())
                .chain(existing -> existing.isPresent()
                        ? Uni.createFrom().item(repeated(operation, existing.get()))
                        : start(operation, by));
    }

    private Uni<StartBulkOperationResponse> start(NewBulkOperation operation, Optional<EnrichedIdentity> by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return operations.start(operation, by, now, config.maxRunning()).chain(started -> {
            if (!started.created() && started.matching() > operation.maxRuns()) {
                throw new FailedPrecondition(
                        "max_runs: more than %d runs match; add filters, or raise max_runs up to %d",
                        operation.maxRuns(), config.maxRuns());
            }
            if (!started.created() && started.running() >= config.maxRunning()) {
                throw new Exhausted(
                        "%d bulk operations are running in %s/%s, which is the limit; wait for one or cancel it",
                        started.running(), operation.project(), operation.domain());
            }
            return operations
                    .get(operation.id())
                    .map(stored -> repeated(operation, stored))
                    .invoke(answer -> {
                        if (started.created()) {
                            LOG.infof(
                                    "bulk operation started: operation=%s kind=%s project=%s domain=%s runs=%d",
                                    operation.id().value(),
                                    operation.kind(),
                                    operation.project(),
                                    operation.domain(),
                                    started.matching());
                        }
                    });
        });
    }

    private static StartBulkOperationResponse repeated(NewBulkOperation operation, BulkOperation stored) {
        if (!operation.isSameAs(stored)) {
            throw new AlreadyExists(
                    "operation_id: bulk operation %s exists with another request; choose another id",
                    operation.id().value());
        }
        return StartBulkOperationResponse.newBuilder()
                .setMatching(stored.progress().total())
                .setOperation(stored.toProto())
                .build();
    }
}
