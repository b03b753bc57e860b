package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads the live trigger that a run is started by, active or not. */
@ApplicationScoped
public class FindTrigger {
    private final RunTriggerStore store;

    FindTrigger(RunTriggerStore store) {
        this.store = store;
    }

    /**
     * Fails with NotFound, and with FailedPrecondition when no task is given and several have a trigger of that name.
     *
     * @param taskName may be empty
     */
    public Uni<RunTrigger> execute(String project, String domain, String taskName, String name) {
        return store.find(project, domain, taskName, name).map(found -> switch (found.size()) {
            case 0 -> throw new NotFound("trigger %s does not exist", name);
            case 1 -> found.getFirst();
            default ->
                throw new FailedPrecondition(
                        "trigger_name.task_name is required: several tasks have a trigger %s", name);
        });
    }

    /** Notes that a trigger has started a run now. */
    public Uni<Void> started(TriggerKey key) {
        return store.started(key);
    }
}
