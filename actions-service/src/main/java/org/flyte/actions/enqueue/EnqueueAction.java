package org.flyte.actions.enqueue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TaskActions;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.enqueue.ActionRecorder.Recorded;
import org.flyte.actions.enqueue.rule.EnqueueRules;
import org.flyte.actions.id.ActionKey;
import org.flyte.crd.TaskAction;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Takes an action in: recorded first (but for the root, which runs-service recorded itself), then one TaskAction in one
 * Kubernetes request. The same call any number of times makes one action (executor spec §1.1, promise I7).
 */
@ApplicationScoped
public class EnqueueAction {
    private final ActionRecorder recorder;
    private final ActionIndex index;
    private final TaskActions taskActions;
    private final TemplateStore templates;
    private final Turns turns;
    private final FinishTrace finishTrace;
    private final RefusedAction refused;

    EnqueueAction(
            ActionRecorder recorder,
            ActionIndex index,
            TaskActions taskActions,
            TemplateStore templates,
            Turns turns,
            FinishTrace finishTrace,
            RefusedAction refused) {
        this.recorder = recorder;
        this.index = index;
        this.taskActions = taskActions;
        this.templates = templates;
        this.turns = turns;
        this.finishTrace = finishTrace;
        this.refused = refused;
    }

    /** Completes when the action is safely taken in. */
    public Uni<Void> execute(EnqueueRequest request) {
        ActionKey key = EnqueueRules.check(request);
        Action action = request.getAction();
        if (action.getParentActionName().isEmpty()) {
            return create(key, request);
        }
        Uni<Recorded> recorded = recorder.record(action);
        if (action.hasTrace()) {
            return recorded.chain(() -> finishTrace.execute(key, action));
        }
        return recorded.chain(
                state -> state == Recorded.FINISHED ? Uni.createFrom().voidItem() : create(key, request));
    }

    private Uni<Void> create(ActionKey key, EnqueueRequest request) {
        if (index.find(key).isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return turns.<Void>take(() -> {
                    taskActions.create(build(key, request));
                    return null;
                })
                .onFailure(InvalidArgument.class)
                .call(failure -> refused.report(key, request.getAction(), failure));
    }

    private TaskAction build(ActionKey key, EnqueueRequest request) {
        Action action = request.getAction();
        Optional<TrackedAction> parent = parentOf(key, request);
        if (action.hasCondition()) {
            return TaskActionFactory.condition(action, parent);
        }
        TaskAction object = TaskActionFactory.task(action, context(request, parent), parent);
        templates.put(action.getTask().getSpec().getTaskTemplate(), object.getSpec());
        return object;
    }

    private Optional<TrackedAction> parentOf(ActionKey key, EnqueueRequest request) {
        String name = request.getAction().getParentActionName();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        ActionKey parent = key.sibling(name);
        Optional<TrackedAction> known = index.find(parent);
        return known.isPresent() || request.hasRunSpec() ? known : taskActions.readTracked(parent);
    }

    private static RunContext context(EnqueueRequest request, Optional<TrackedAction> parent) {
        if (parent.isPresent()) {
            return parent.get().context();
        }
        if (request.hasRunSpec() || request.getAction().getParentActionName().isEmpty()) {
            return RunContext.of(request.getRunSpec());
        }
        throw new Unavailable(
                null,
                "action.parent_action_name: %s has no TaskAction at the moment",
                request.getAction().getParentActionName());
    }
}
