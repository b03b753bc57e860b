package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.idl.project.ProjectState;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.db.ResultRows;

/** Checks that runs may be created in a project and domain. Answers are cached for some seconds: every CreateRun asks. */
@ApplicationScoped
public class RequireActiveProject {
    private static final String STATE = "SELECT state FROM projects WHERE identifier = $1";

    private final Map<String, Instant> activeUntil = new ConcurrentHashMap<>();
    private final Pool pool;
    private final ProjectsConfig config;
    private final KnownDomains domains;
    private final Clock clock;

    RequireActiveProject(Pool pool, ProjectsConfig config, KnownDomains domains, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.domains = domains;
        this.clock = clock;
    }

    /**
     * Completes when runs may be created. Fails with NotFound for a project that does not exist, InvalidArgument for a
     * domain that does not exist, and FailedPrecondition for an archived project.
     */
    public Uni<Void> execute(String project, String domain) {
        return domains.require(domain).chain(() -> project(project));
    }

    private Uni<Void> project(String project) {
        Instant now = clock.instant();
        Instant until = activeUntil.get(project);
        if (until != null && until.isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(STATE).execute(Tuple.of(project)).map(rows -> {
            int state = ResultRows.of(rows)
                    .first(row -> row.getInteger("state"))
                    .orElseThrow(() -> new NotFound("project %s does not exist", project));
            requireActive(project, state);
            activeUntil.put(project, now.plus(config.cacheFor()));
            return null;
        });
    }

    /** Drops the cached answer for a project that was changed. */
    void forget(String project) {
        activeUntil.remove(project);
    }

    private static void requireActive(String project, int state) {
        if (state == ProjectState.PROJECT_STATE_ARCHIVED_VALUE
                || state == ProjectState.PROJECT_STATE_SYSTEM_ARCHIVED_VALUE) {
            throw new FailedPrecondition("project %s is archived", project);
        }
    }
}
