package org.flyte.executor.reconcile.status;

import java.time.Instant;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.idl.core.TaskTemplate;

/** TaskActions as the API returns them, for tests without an API. */
final class Statuses {
    static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");

    private Statuses() {}

    /** A new action without a status. */
    static TaskAction action() {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build(), spec -> {
            spec.runName = "r1";
            spec.runOutputBase = "/store/p/d/r1/";
        });
        action.getMetadata().setUid("uid");
        action.getMetadata().setResourceVersion("1");
        action.getMetadata().setGeneration(1L);
        action.getMetadata().setCreationTimestamp(CREATED.toString());
        return action;
    }

    static TaskAction action(TaskActionStatus status) {
        TaskAction action = action();
        action.setStatus(status);
        return action;
    }

    /** The action after the decision was recorded. */
    static TaskAction after(TaskAction action, Change change, Instant now) {
        StatusView view = new StatusView(action);
        TaskExecution execution = view.execution(TaskTemplate.getDefaultInstance());
        return action(new StatusChange(view.status(), execution, now).after(change));
    }
}
