package org.flyte.runs.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.flyte.runs.db.ResultRows;
import org.jboss.logging.Logger;

/**
 * How many outbox entries there are, and how long the oldest of those that should have been delivered has waited: as {@code
 * flyte.runs.outbox.entries} and {@code flyte.runs.outbox.oldest}. Every replica sees the same table. Not a number while the
 * database does not answer.
 */
@Singleton
class OutboxAge {
    private static final Logger LOG = Logger.getLogger(OutboxAge.class);

    /** What was spread over a time to come and was not tried yet is not late. */
    private static final String MEASURE = """
            SELECT count(*)::float8 AS entries,
                   coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE attempts > 0 OR due_at <= now())), 0)::float8 AS oldest
              FROM intents
            """;

    private final Pool pool;
    private volatile Sample sample = Sample.UNKNOWN;

    private record Sample(double entries, double oldest) {
        static final Sample UNKNOWN = new Sample(Double.NaN, Double.NaN);
    }

    OutboxAge(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        Gauge.builder("flyte.runs.outbox.entries", this, age -> age.sample.entries())
                .register(meters);
        Gauge.builder("flyte.runs.outbox.oldest", this, age -> age.sample.oldest())
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return pool.preparedQuery(MEASURE)
                .execute()
                .map(rows -> ResultRows.of(rows)
                        .first(row -> new Sample(row.getDouble("entries"), row.getDouble("oldest")))
                        .orElse(Sample.UNKNOWN))
                .onFailure()
                .invoke(failure -> LOG.debugf("outbox not measured: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(Sample.UNKNOWN)
                .invoke(measured -> sample = measured)
                .replaceWithVoid();
    }
}
