package org.flyte.actions.enqueue;

import com.google.protobuf.Timestamp;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.model.ProtoTime;
import org.jboss.logging.Logger;

/** Ends an action as failed when Kubernetes will never accept its TaskAction: it is recorded, and nothing else ends it. */
@ApplicationScoped
class FailRefusedAction {
    private static final Logger LOG = Logger.getLogger(FailRefusedAction.class);
    private static final String CODE = "BadTaskSpecification";

    private final RunsServiceClient runs;
    private final Subscriptions subscriptions;
    private final Clock clock;

    FailRefusedAction(RunsServiceClient runs, Subscriptions subscriptions, Clock clock) {
        this.runs = runs;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /** Never fails: the caller receives the refusal whether or not it could be recorded. */
    Uni<Void> execute(EnqueuedAction action, Throwable refusal) {
        if (!action.isRoot()) {
            subscriptions.publish(
                    action.parentKey(),
                    ChildState.of(action.key(), 1, ActionPhase.ACTION_PHASE_FAILED)
                            .withError(error(refusal)));
        }
        return runs.recordEvent(event(action, refusal))
                .invoke(status -> LOG.warnf(
                        "Kubernetes refused the TaskAction: run=%s action=%s recorded=%s cause=%s",
                        action.key().run(), action.key().name(), status.getCode(), refusal.getMessage()))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Kubernetes refused the TaskAction, and the failure could not be recorded: run=%s action=%s refusal=%s cause=%s",
                        action.key().run(), action.key().name(), refusal.getMessage(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static ExecutionError error(Throwable refusal) {
        return ExecutionError.newBuilder()
                .setCode(CODE)
                .setKind(ErrorKind.USER)
                .setMessage(refusal.getMessage())
                .build();
    }

    private ActionEvent event(EnqueuedAction action, Throwable refusal) {
        Timestamp now = ProtoTime.of(clock.instant());
        return ActionEvent.newBuilder()
                .setId(action.key().toProto())
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setUpdatedTime(now)
                .setReportedTime(now)
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setCode(CODE)
                        .setKind(ErrorInfo.Kind.KIND_USER)
                        .setMessage(refusal.getMessage()))
                .build();
    }
}
