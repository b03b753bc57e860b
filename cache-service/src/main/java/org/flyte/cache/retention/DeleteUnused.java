package org.flyte.cache.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.flyte.cache.CacheConfig;
import org.flyte.cache.db.CacheDatabase;

/** Deletes entries that were not used for long and reservations that have expired, in small batches. */
@ApplicationScoped
class DeleteUnused {
    private static final String ENTRIES = """
            WITH unused AS MATERIALIZED (
                SELECT project, domain, key FROM cache.outputs
                 WHERE used_at < now() - $1::bigint * interval '1 second'
                 ORDER BY used_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            DELETE FROM cache.outputs AS o USING unused AS u
             WHERE o.project = u.project AND o.domain = u.domain AND o.key = u.key
            """;

    private static final String RESERVATIONS = """
            WITH expired AS MATERIALIZED (
                SELECT project, domain, key FROM cache.reservations
                 WHERE expires_at < now() - $1::bigint * interval '1 second'
                 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            DELETE FROM cache.reservations AS r USING expired AS e
             WHERE r.project = e.project AND r.domain = e.domain AND r.key = e.key
            """;

    private final CacheDatabase database;
    private final CacheConfig.Retention config;
    private final Counter entries;
    private final Counter reservations;

    DeleteUnused(CacheDatabase database, CacheConfig config, MeterRegistry metrics) {
        this.database = database;
        this.config = config.retention();
        this.entries = metrics.counter("flyte.cache.deleted", "kind", "entry");
        this.reservations = metrics.counter("flyte.cache.deleted", "kind", "reservation");
    }

    Uni<Void> execute() {
        Uni<Void> expired = delete(RESERVATIONS, Duration.ZERO, reservations);
        return config.maxUnused().isZero()
                ? expired
                : expired.chain(() -> delete(ENTRIES, config.maxUnused(), entries));
    }

    private Uni<Void> delete(String statement, Duration age, Counter deleted) {
        return Uni.createFrom()
                .deferred(() -> database.execute(statement, Tuple.of(age.toSeconds(), config.batchSize())))
                .map(rows -> rows.rowCount())
                .invoke(count -> deleted.increment(count))
                .repeat()
                .until(count -> count < config.batchSize())
                .collect()
                .last()
                .replaceWithVoid();
    }
}
