package org.flyte.runs.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.task.TaskDetails;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads one version of a task; fails with NotFound. */
@ApplicationScoped
public class GetTaskDetails {
    private final TaskPageStore store;

    GetTaskDetails(TaskPageStore store) {
        this.store = store;
    }

    public Uni<TaskDetails> execute(TaskKey key) {
        return store.details(key)
                .map(details -> details.orElseThrow(
                        () -> new NotFound("task %s version %s is not deployed", key.name(), key.version())));
    }
}
