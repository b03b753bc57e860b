package org.flyte.actions.pod;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;

/** Holds task pods to the action that they run and to what is below it. Other callers pass. */
@ApplicationScoped
public class RequireOwnSubtree {
    private static final int MAX_DEPTH = 1_000;

    private final ActionIndex index;
    private final TaskActionStore taskActions;
    private final ExecutorService virtualThreads;

    RequireOwnSubtree(ActionIndex index, TaskActionStore taskActions, @VirtualThreads ExecutorService virtualThreads) {
        this.index = index;
        this.taskActions = taskActions;
        this.virtualThreads = virtualThreads;
    }

    /**
     * Completes if the caller of the running call may change an action, or put one below it; fails with NotFound if it is a
     * pod of another part of the run.
     */
    public Uni<Void> execute(ActionKey action) {
        Optional<ActionKey> own =
                Caller.current() instanceof Caller.Pod pod ? pod.identity().map(PodIdentity::action) : Optional.empty();
        if (own.isEmpty() || isBelow(own.get(), action, index::find)) {
            return Uni.createFrom().voidItem();
        }
        // What another replica has just created may not be in the index yet.
        return Uni.createFrom()
                .item(() -> isBelow(own.get(), action, taskActions::readTracked))
                .runSubscriptionOn(virtualThreads)
                .invoke(below -> {
                    if (!below) {
                        throw new NotFound(
                                "action %s is not the one of this pod, %s, nor below it",
                                action.name(), own.get().name());
                    }
                })
                .replaceWithVoid();
    }

    static boolean isBelow(ActionKey own, ActionKey action, Function<ActionKey, Optional<TrackedAction>> find) {
        ActionKey at = action;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            if (at.equals(own)) {
                return true;
            }
            Optional<TrackedAction> parent = find.apply(at).filter(TrackedAction::hasParent);
            if (parent.isEmpty()) {
                return false;
            }
            at = parent.get().parentKey();
        }
        return false;
    }
}
