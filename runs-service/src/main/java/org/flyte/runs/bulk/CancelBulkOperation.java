package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.flyte.platform.identity.role.Role;
import org.jboss.logging.Logger;

/** Ends an operation early. Runs that a replica has begun are still finished; no further one is begun. */
@ApplicationScoped
class CancelBulkOperation {
    private static final Logger LOG = Logger.getLogger(CancelBulkOperation.class);

    private final BulkOperationStore operations;
    private final FindBulkOperation find;
    private final Clock clock;

    CancelBulkOperation(BulkOperationStore operations, FindBulkOperation find, Clock clock) {
        this.operations = operations;
        this.find = find;
        this.clock = clock;
    }

    /** Answers the operation; one that has ended is left unchanged. Fails with NotFound. */
    Uni<BulkOperation> execute(BulkOperationId id) {
        return find.execute(id, Role.RUNNER)
                .chain(() -> operations.cancel(id, clock.instant()))
                .invoke(canceled -> {
                    if (canceled) {
                        LOG.infof("bulk operation canceled: operation=%s", id.value());
                    }
                })
                .chain(() -> operations.get(id));
    }
}
