package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.idl.project.ProjectState;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;

/** Answers from memory for a few seconds: every CreateRun asks. */
@ApplicationScoped
class ActiveProjects implements Projects {
    private static final String STATE = "SELECT state FROM projects WHERE identifier = $1";

    private final Map<String, Instant> activeUntil = new ConcurrentHashMap<>();
    private final Pool pool;
    private final ProjectsConfig config;
    private final Set<String> domains;
    private final Clock clock;

    @Inject
    ActiveProjects(Pool pool, ProjectsConfig config) {
        this(pool, config, Clock.systemUTC());
    }

    ActiveProjects(Pool pool, ProjectsConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.domains = Set.copyOf(config.domains());
        this.clock = clock;
    }

    @Override
    public Uni<Void> requireActive(String project, String domain) {
        if (!domains.contains(domain)) {
            return Uni.createFrom()
                    .failure(
                            new InvalidArgument("domain '%s' does not exist, use one of %s", domain, config.domains()));
        }
        Instant now = clock.instant();
        Instant until = activeUntil.get(project);
        if (until != null && until.isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(STATE).execute(Tuple.of(project)).map(rows -> {
            for (var row : rows) {
                requireState(project, row.getInteger(0));
                activeUntil.put(project, now.plus(config.cacheFor()));
                return null;
            }
            throw new NotFound("project %s does not exist", project);
        });
    }

    void forget(String project) {
        activeUntil.remove(project);
    }

    private static void requireState(String project, int state) {
        if (state == ProjectState.PROJECT_STATE_ARCHIVED_VALUE
                || state == ProjectState.PROJECT_STATE_SYSTEM_ARCHIVED_VALUE) {
            throw new FailedPrecondition("project %s is archived", project);
        }
    }
}
