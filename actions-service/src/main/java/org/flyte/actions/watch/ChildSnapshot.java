package org.flyte.actions.watch;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.error.ErrorDocumentStore;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.platform.model.ActionKey;

/** Offers a stream the current states of all children: those on record in runs-service, then those of TaskActions. */
@ApplicationScoped
class ChildSnapshot {
    private final RunsServiceClient runs;
    private final ActionIndex index;
    private final ErrorDocumentStore errors;
    private final ExecutorService virtualThreads;

    ChildSnapshot(
            RunsServiceClient runs,
            ActionIndex index,
            ErrorDocumentStore errors,
            @VirtualThreads ExecutorService virtualThreads) {
        this.runs = runs;
        this.index = index;
        this.errors = errors;
        this.virtualThreads = virtualThreads;
    }

    /** Fails with {@code FlyteException.Unavailable} when runs-service cannot be read. */
    Uni<Void> offerTo(ChildUpdateStream stream, ActionKey parent) {
        List<ChildState> withoutError = new ArrayList<>();
        return runs.children(parent)
                .filter(child -> isCurrent(parent, child))
                .invoke(child -> {
                    if (child.lacksError() && stream.isNewer(child)) {
                        withoutError.add(child);
                    } else {
                        stream.offer(child);
                    }
                })
                .collect()
                .last()
                .invoke(() -> index.childrenOf(parent).forEach(child -> stream.offer(child.childState())))
                .chain(() -> offerWithErrors(stream, parent, withoutError));
    }

    /**
     * A recorded failure is not sent while the action has a TaskAction: another attempt may follow, and only the TaskAction
     * has that attempt and its error.
     */
    private boolean isCurrent(ActionKey parent, ChildState recorded) {
        return !recorded.isFailure()
                || index.find(parent.sibling(recorded.name())).isEmpty();
    }

    private Uni<Void> offerWithErrors(ChildUpdateStream stream, ActionKey parent, List<ChildState> children) {
        if (children.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Optional<String> base = index.find(parent).map(TrackedAction::runOutputBase);
        return Uni.createFrom()
                .<Void>item(() -> {
                    children.forEach(child -> stream.offer(withError(base, child)));
                    return null;
                })
                .runSubscriptionOn(virtualThreads);
    }

    private ChildState withError(Optional<String> runOutputBase, ChildState child) {
        return runOutputBase
                .map(base -> child.withError(errors.ofChild(base, child.name(), child.attempt())))
                .orElse(child);
    }
}
