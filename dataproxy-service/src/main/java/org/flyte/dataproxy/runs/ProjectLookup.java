package org.flyte.dataproxy.runs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.NotFound;

/** Checks that projects exist; those found are cached for a few seconds, missing ones are not. */
@ApplicationScoped
public class ProjectLookup {
    private final RunsClient runs;
    private final ExpiringNames known;

    ProjectLookup(RunsClient runs, DataProxyConfig config, Clock clock) {
        this.runs = runs;
        this.known = new ExpiringNames(config.projectCache(), clock);
    }

    /** Completes when the project exists, else fails with {@link NotFound}; an archived project exists. */
    public Uni<Void> require(String project) {
        if (known.has(project)) {
            return Uni.createFrom().voidItem();
        }
        return runs.project(project)
                .invoke(() -> known.add(project))
                .replaceWithVoid()
                .onFailure(ProjectLookup::isNotFound)
                .transform(e -> new NotFound("project \"%s\" not found", project));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof StatusRuntimeException e && e.getStatus().getCode() == Status.Code.NOT_FOUND;
    }
}
