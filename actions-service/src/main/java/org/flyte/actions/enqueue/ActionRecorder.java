package org.flyte.actions.enqueue;

import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.runs.RunsService;
import org.flyte.idl.actions.Action;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Has an action recorded before anything is done for it, so that whatever exists in Kubernetes is known. */
@ApplicationScoped
class ActionRecorder {
    /** What runs-service knows of the action now. */
    enum Recorded {
        ALIVE,
        FINISHED
    }

    private final RunsService runs;

    ActionRecorder(RunsService runs) {
        this.runs = runs;
    }

    Uni<Recorded> record(Action action) {
        return runs.record(requestFor(action)).map(status -> judge(status, action));
    }

    private static Recorded judge(Status status, Action action) {
        String name = action.getActionId().getName();
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

    static RecordActionRequest requestFor(Action action) {
        RecordActionRequest.Builder request = RecordActionRequest.newBuilder()
                .setActionId(action.getActionId())
                .setParent(action.getParentActionName())
                .setGroup(action.getGroup())
                .setSubject(action.getSubject())
                .setInputUri(action.getInputUri());
        switch (action.getSpecCase()) {
            case TASK -> request.setTask(action.getTask());
            case TRACE -> request.setTrace(action.getTrace());
            case CONDITION -> request.setCondition(action.getCondition());
            case SPEC_NOT_SET -> throw new InvalidArgument("action.task, action.trace or action.condition is required");
        }
        return request.build();
    }
}
