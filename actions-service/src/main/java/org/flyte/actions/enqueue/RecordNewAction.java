package org.flyte.actions.enqueue;

import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Records an action in runs-service before its TaskAction is created, so that every TaskAction is on record. */
@ApplicationScoped
class RecordNewAction {
    /** The state of the action in runs-service. */
    enum Recorded {
        ALIVE,
        FINISHED
    }

    private final RunsServiceClient runs;
    private final Subscriptions subscriptions;

    RecordNewAction(RunsServiceClient runs, Subscriptions subscriptions) {
        this.runs = runs;
        this.subscriptions = subscriptions;
    }

    /** The state of a finished action has no TaskAction to come from: it is published to the streams of its parent. */
    Uni<Recorded> execute(EnqueuedAction action) {
        return runs.recordNew(requestFor(action)).map(verdict -> {
            Recorded recorded = judge(verdict.status(), action);
            verdict.finished()
                    .filter(state -> !state.isFailure())
                    .ifPresent(state -> subscriptions.publish(action.parentKey(), state));
            return recorded;
        });
    }

    private static Recorded judge(Status status, EnqueuedAction action) {
        String name = action.key().name();
        String why = status.getDescription() == null ? "" : status.getDescription();
        return switch (status.getCode()) {
            case OK -> Recorded.ALIVE;
            case ALREADY_EXISTS -> Recorded.FINISHED;
            case ABORTED -> throw new Aborted("action %s: its run or parent takes no more actions: %s", name, why);
            case INVALID_ARGUMENT -> throw new InvalidArgument("action %s: %s", name, why);
            case NOT_FOUND -> throw new NotFound("action %s: %s", name, why);
            default -> throw new Unavailable(null, "action %s cannot be recorded: %s %s", name, status.getCode(), why);
        };
    }

    private static RecordActionRequest requestFor(EnqueuedAction action) {
        RecordActionRequest.Builder request = RecordActionRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setParent(action.parent())
                .setGroup(action.group())
                .setSubject(action.subject())
                .setInputUri(action.inputUri());
        switch (action.spec()) {
            case ActionSpec.Task task -> request.setTask(task.content());
            case ActionSpec.Trace trace -> request.setTrace(trace.content());
            case ActionSpec.Condition condition -> request.setCondition(condition.content());
        }
        return request.build();
    }
}
