package org.flyte.actions.watch;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.runs.RunsService;
import org.flyte.actions.trace.TraceErrors;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.actions.watch.rule.ChildStates;
import org.flyte.idl.core.ExecutionError;

/** Tells a stream all that is known of the children: the durable state, then the live one. */
@ApplicationScoped
class Snapshot {
    private final RunsService runs;
    private final ActionIndex index;
    private final TraceErrors errors;
    private final ExecutorService virtualThreads;

    Snapshot(RunsService runs, ActionIndex index, TraceErrors errors, @VirtualThreads ExecutorService virtualThreads) {
        this.runs = runs;
        this.index = index;
        this.errors = errors;
        this.virtualThreads = virtualThreads;
    }

    /** Fails with {@code FlyteException.Unavailable} when the durable state cannot be read. */
    Uni<Void> tell(ActionKey parent, ActionStream stream) {
        List<ChildState> withoutError = new ArrayList<>();
        return runs.children(parent)
                .filter(child -> isTellable(parent, child))
                .invoke(child -> {
                    if (ChildStates.lacksError(child) && stream.isNews(child)) {
                        withoutError.add(child);
                    } else {
                        stream.offer(child);
                    }
                })
                .collect()
                .last()
                .invoke(() -> index.childrenOf(parent).forEach(child -> stream.offer(TrackedStates.of(child))))
                .chain(() -> tellWithErrors(parent, withoutError, stream));
    }

    private boolean isTellable(ActionKey parent, ChildState recorded) {
        boolean hasTaskAction = index.find(parent.sibling(recorded.name())).isPresent();
        return !hasTaskAction
                || ChildStates.tellableBesideTaskAction(recorded.update().getPhase());
    }

    private Uni<Void> tellWithErrors(ActionKey parent, List<ChildState> children, ActionStream stream) {
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
                .map(base -> {
                    ExecutionError error = errors.ofChild(base, child.name(), child.attempt());
                    return ChildStates.withError(child, error);
                })
                .orElse(child);
    }
}
