package org.flyte.runs.project;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Creates the configured projects at start, after the migrations; existing ones are left alone. */
@ApplicationScoped
class ProjectSeed {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String SEED = """
            INSERT INTO projects (identifier, name)
            SELECT id, id FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING""";

    private final Pool pool;
    private final ProjectsConfig config;

    ProjectSeed(Pool pool, ProjectsConfig config) {
        this.pool = pool;
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        String[] ids = config.seed().stream().filter(id -> !id.isBlank()).toArray(String[]::new);
        pool.preparedQuery(SEED)
                .execute(Tuple.tuple().addArrayOfString(ids))
                .await()
                .atMost(TIMEOUT);
    }
}
