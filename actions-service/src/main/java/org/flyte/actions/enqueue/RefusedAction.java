package org.flyte.actions.enqueue;

import com.google.protobuf.util.Timestamps;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.runs.RunsService;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.actions.Action;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.ErrorInfo;
import org.jboss.logging.Logger;

/**
 * An action that Kubernetes will never take ends as failed: it has been recorded, and nobody else would ever end it.
 */
@ApplicationScoped
class RefusedAction {
    private static final Logger LOG = Logger.getLogger(RefusedAction.class);
    private static final String CODE = "BadTaskSpecification";

    private final RunsService runs;
    private final Subscriptions subscriptions;

    RefusedAction(RunsService runs, Subscriptions subscriptions) {
        this.runs = runs;
        this.subscriptions = subscriptions;
    }

    /** Never fails: the caller is told of the refusal whether or not it could be recorded. */
    Uni<Void> report(ActionKey key, Action action, Throwable refusal) {
        String parent = action.getParentActionName();
        if (!parent.isEmpty()) {
            subscriptions.publish(key.sibling(parent), new ChildState(update(key, refusal), 1));
        }
        return runs.recordEvent(event(action, refusal))
                .invoke(status -> LOG.warnf(
                        "action refused by Kubernetes: action=%s recorded=%s reason=%s",
                        key, status.getCode(), refusal.getMessage()))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("refused action not recorded: action=%s reason=%s", key, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static ActionUpdate update(ActionKey key, Throwable refusal) {
        return ActionUpdate.newBuilder()
                .setActionId(key.toProto())
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setError(ExecutionError.newBuilder()
                        .setCode(CODE)
                        .setKind(ErrorKind.USER)
                        .setMessage(refusal.getMessage()))
                .build();
    }

    private static ActionEvent event(Action action, Throwable refusal) {
        return ActionEvent.newBuilder()
                .setId(action.getActionId())
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setUpdatedTime(Timestamps.now())
                .setReportedTime(Timestamps.now())
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setCode(CODE)
                        .setKind(ErrorInfo.Kind.KIND_USER)
                        .setMessage(refusal.getMessage()))
                .build();
    }
}
