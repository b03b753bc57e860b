package org.flyte.runs.run;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Deletes the rows of requests that have expired, in small batches. */
@ApplicationScoped
class ExpiredRequestSweep {
    private static final Logger LOG = Logger.getLogger(ExpiredRequestSweep.class);
    private static final int BATCH = 1000;
    private static final String DELETE = """
            WITH expired AS MATERIALIZED (
                SELECT fingerprint FROM create_run_requests WHERE %s LIMIT $1 FOR UPDATE SKIP LOCKED)
            DELETE FROM create_run_requests AS r USING expired WHERE r.fingerprint = expired.fingerprint
            """.formatted(RunStore.EXPIRED.formatted("create_run_requests"));

    private final Pool pool;

    ExpiredRequestSweep(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(every = "60s", delayed = "20s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return deleteBatch()
                .repeat()
                .until(deleted -> deleted < BATCH)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("expired requests not deleted, retried in 60 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Integer> deleteBatch() {
        return pool.preparedQuery(DELETE).execute(Tuple.of(BATCH)).map(rows -> rows.rowCount());
    }
}
