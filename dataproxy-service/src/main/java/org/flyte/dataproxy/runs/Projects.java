package org.flyte.dataproxy.runs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.NotFound;

/** Whether projects exist; those found are remembered for a few seconds, those missing are not. */
@ApplicationScoped
public class Projects {
    private final RunsClient runs;
    private final KnownNames known;

    @Inject
    Projects(RunsClient runs, DataProxyConfig config) {
        this.runs = runs;
        this.known = new KnownNames(config.projectCache(), Clock.systemUTC());
    }

    /** Completes when the project exists, else fails with {@link NotFound}; an archived project exists. */
    public Uni<Void> require(String project) {
        if (known.has(project)) {
            return Uni.createFrom().voidItem();
        }
        return runs.project(project)
                .invoke(() -> known.add(project))
                .replaceWithVoid()
                .onFailure(Projects::isNotFound)
                .transform(e -> new NotFound("project \"%s\" not found", project));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof StatusRuntimeException e && e.getStatus().getCode() == Status.Code.NOT_FOUND;
    }
}
