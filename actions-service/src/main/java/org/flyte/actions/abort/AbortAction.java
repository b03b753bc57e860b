package org.flyte.actions.abort;

import io.grpc.Status;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TaskActions;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.Identifiers;
import org.flyte.actions.runs.RunsService;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.FlyteException.NotFound;
import org.jboss.logging.Logger;

/**
 * Stops an action and everything below it at once: their TaskActions are deleted, and the operator's finalizer ends the
 * pods (executor spec §1.5). Said to runs-service too, with reason and caller, since a parent's controller aborts its
 * children without asking there; what runs-service asked for itself it knows already.
 */
@ApplicationScoped
public class AbortAction {
    private static final Logger LOG = Logger.getLogger(AbortAction.class);
    private static final int DELETES_AT_A_TIME = 32;
    private static final String NO_REASON = "aborted by its parent";

    private final ActionIndex index;
    private final TaskActions taskActions;
    private final RunsService runs;
    private final Subscriptions subscriptions;
    private final ExecutorService virtualThreads;

    AbortAction(
            ActionIndex index,
            TaskActions taskActions,
            RunsService runs,
            Subscriptions subscriptions,
            @VirtualThreads ExecutorService virtualThreads) {
        this.index = index;
        this.taskActions = taskActions;
        this.runs = runs;
        this.subscriptions = subscriptions;
        this.virtualThreads = virtualThreads;
    }

    /** Completes when Kubernetes has been asked for all deletions. */
    public Uni<Void> execute(AbortRequest request) {
        ActionKey key = Identifiers.actionKey(request.hasActionId(), request.getActionId(), "action_id");
        List<TrackedAction> known = index.withDescendants(key);
        boolean knowsItself = index.find(key).isPresent();
        Uni<Boolean> itself = knowsItself ? Uni.createFrom().item(true) : deleteUnseen(key);
        return itself.call(() -> deleteAll(known)).chain(found -> {
            if (!found && known.isEmpty()) {
                return Uni.createFrom().failure(new NotFound("action %s has no TaskAction", key));
            }
            return report(request, known);
        });
    }

    private Uni<Boolean> deleteUnseen(ActionKey key) {
        return Uni.createFrom()
                .item(() -> taskActions.delete(TaskActions.resourceName(key)))
                .runSubscriptionOn(virtualThreads);
    }

    private Uni<Void> deleteAll(List<TrackedAction> actions) {
        return Multi.createFrom()
                .iterable(actions)
                .filter(action -> !action.isTerminal() && !action.deleting())
                .onItem()
                .transformToUni(action -> Uni.createFrom()
                        .item(() -> taskActions.delete(action.resource()))
                        .runSubscriptionOn(virtualThreads))
                .merge(DELETES_AT_A_TIME)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> report(AbortRequest request, List<TrackedAction> actions) {
        return Multi.createFrom()
                .iterable(actions)
                .filter(action -> !action.isTerminal())
                .onItem()
                .transformToUni(action ->
                        runs.updateStatus(aborted(request, action)).invoke(status -> tellParent(action, status)))
                .merge(DELETES_AT_A_TIME)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "abort left to the informer to report: action=%s reason=%s",
                        request.getActionId().getName(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** At once, rather than when the pod has ended and the TaskAction is gone; but only what is on record. */
    private void tellParent(TrackedAction action, Status status) {
        boolean onRecord = status.isOk()
                && (status.getDescription() == null || status.getDescription().isEmpty());
        if (action.hasParent() && onRecord) {
            ActionUpdate update = ActionUpdate.newBuilder()
                    .setActionId(action.key().toProto())
                    .setPhase(ActionPhase.ACTION_PHASE_ABORTED)
                    .build();
            subscriptions.publish(action.key().sibling(action.parent()), new ChildState(update, action.attempt()));
        }
    }

    private static UpdateActionStatusRequest aborted(AbortRequest request, TrackedAction action) {
        UpdateActionStatusRequest.Builder update = UpdateActionStatusRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setStatus(ActionStatus.newBuilder()
                        .setPhase(ActionPhase.ACTION_PHASE_ABORTED)
                        .setAttempts(action.attempt()))
                .setAbortReason(request.hasReason() ? request.getReason() : NO_REASON);
        if (request.hasAbortedBy()) {
            update.setPrincipal(request.getAbortedBy());
        }
        return update.build();
    }
}
