package org.flyte.runs.db;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A replica is ready while PostgreSQL answers on a connection of each pool. It answers in time, whatever the database does. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Pool pool;
    private final Pool keyed;

    DatabaseReadiness(Pool pool, @Keyed Pool keyed) {
        this.pool = pool;
        this.keyed = keyed;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.combine()
                .all()
                .unis(answers(pool), answers(keyed))
                .with((requests, writes) -> HealthCheckResponse.named("database")
                        .status(requests && writes)
                        .withData("requests", requests)
                        .withData("writes", writes)
                        .build());
    }

    private static Uni<Boolean> answers(Pool pool) {
        return pool.query("SELECT 1")
                .execute()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(rows -> true)
                .onFailure()
                .recoverWithItem(false);
    }
}
