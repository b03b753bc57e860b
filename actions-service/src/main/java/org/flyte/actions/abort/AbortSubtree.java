package org.flyte.actions.abort;

import io.grpc.Status;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.jboss.logging.Logger;

/**
 * Aborts an action and all its descendants: their TaskActions are deleted, and the operator's finalizer stops the pods.
 * The aborts are reported to runs-service with reason and caller, because the controller of a parent aborts its children
 * here only; reports of aborts that runs-service itself requested change nothing there.
 */
@ApplicationScoped
public class AbortSubtree {
    private static final Logger LOG = Logger.getLogger(AbortSubtree.class);
    private static final int CONCURRENCY = 32;
    private static final String DEFAULT_REASON = "aborted by its parent";

    private final ActionIndex index;
    private final TaskActionStore taskActions;
    private final RunsServiceClient runs;
    private final Subscriptions subscriptions;
    private final ExecutorService virtualThreads;

    AbortSubtree(
            ActionIndex index,
            TaskActionStore taskActions,
            RunsServiceClient runs,
            Subscriptions subscriptions,
            @VirtualThreads ExecutorService virtualThreads) {
        this.index = index;
        this.taskActions = taskActions;
        this.runs = runs;
        this.subscriptions = subscriptions;
        this.virtualThreads = virtualThreads;
    }

    /** Completes when Kubernetes has accepted all deletions. */
    public Uni<Void> execute(Abort abort) {
        ActionKey key = abort.action();
        List<TrackedAction> subtree = index.withDescendants(key);
        boolean indexed = index.find(key).isPresent();
        Uni<Boolean> exists = indexed ? Uni.createFrom().item(true) : deleteUnindexed(key);
        return exists.call(() -> deleteAll(subtree)).chain(found -> {
            if (!found && subtree.isEmpty()) {
                return Uni.createFrom().failure(new NotFound("action %s has no TaskAction", key));
            }
            return reportAll(abort, subtree);
        });
    }

    private Uni<Boolean> deleteUnindexed(ActionKey key) {
        return Uni.createFrom()
                .item(() -> taskActions.delete(taskActions.nameOf(key)))
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
                .merge(CONCURRENCY)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> reportAll(Abort abort, List<TrackedAction> actions) {
        return Multi.createFrom()
                .iterable(actions)
                .filter(action -> !action.isTerminal())
                .onItem()
                .transformToUni(action ->
                        runs.updateStatus(report(abort, action)).invoke(status -> publishRecorded(action, status)))
                .merge(CONCURRENCY)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "abort not reported; reported again when its TaskAction is gone: run=%s action=%s cause=%s",
                        abort.action().run(), abort.action().name(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** Publishes an abort before its pod has ended and its TaskAction is gone, but only if it is on record. */
    private void publishRecorded(TrackedAction action, Status status) {
        boolean recorded = status.isOk()
                && (status.getDescription() == null || status.getDescription().isEmpty());
        if (action.hasParent() && recorded) {
            subscriptions.publish(
                    action.parentKey(),
                    ChildState.of(action.key(), action.attempt(), ActionPhase.ACTION_PHASE_ABORTED));
        }
    }

    private static UpdateActionStatusRequest report(Abort abort, TrackedAction action) {
        UpdateActionStatusRequest.Builder update = UpdateActionStatusRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setStatus(ActionStatus.newBuilder()
                        .setPhase(ActionPhase.ACTION_PHASE_ABORTED)
                        .setAttempts(action.attempt()))
                .setAbortReason(abort.reason().orElse(DEFAULT_REASON));
        abort.abortedBy().ifPresent(update::setPrincipal);
        return update.build();
    }
}
