package org.flyte.actions.enqueue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.QueueDepths;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.enqueue.RecordNewAction.Recorded;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.platform.tracing.TracedCall;

/**
 * Enqueues an action: records it in runs-service, unless it is the root, which runs-service has recorded itself, then
 * creates its TaskAction in one Kubernetes request. Idempotent: the same call any number of times makes one action.
 */
@ApplicationScoped
public class EnqueueAction {
    private final RecordNewAction recordNewAction;
    private final ActionIndex index;
    private final CreateTaskAction createTaskAction;
    private final Bulkhead bulkhead;
    private final QueueDepths depths;
    private final PublishTrace publishTrace;
    private final FailRefusedAction failRefusedAction;

    EnqueueAction(
            RecordNewAction recordNewAction,
            ActionIndex index,
            CreateTaskAction createTaskAction,
            Bulkhead bulkhead,
            QueueDepths depths,
            PublishTrace publishTrace,
            FailRefusedAction failRefusedAction) {
        this.recordNewAction = recordNewAction;
        this.index = index;
        this.createTaskAction = createTaskAction;
        this.bulkhead = bulkhead;
        this.depths = depths;
        this.publishTrace = publishTrace;
        this.failRefusedAction = failRefusedAction;
    }

    /** Completes when the action is recorded and its TaskAction exists. */
    public Uni<Void> execute(EnqueuedAction action) {
        return Uni.createFrom().deferred(() -> {
            if (action.spec() instanceof ActionSpec.Task task
                    && index.find(action.key()).isEmpty()) {
                depths.admit(queueOf(action, task));
            }
            return recordAndCreate(action, CallTrace.current());
        });
    }

    /** That of a parent which is not indexed yet is not known: its child counts in the default queue. */
    private String queueOf(EnqueuedAction action, ActionSpec.Task task) {
        String own = task.content().getQueue();
        return own.isEmpty()
                ? action.runContext()
                        .or(() -> action.isRoot()
                                ? Optional.empty()
                                : index.find(action.parentKey()).map(TrackedAction::context))
                        .map(RunContext::queue)
                        .orElse("")
                : own;
    }

    private Uni<Void> recordAndCreate(EnqueuedAction action, CallTrace call) {
        if (action.isRoot()) {
            return create(action, call);
        }
        TraceParent above = call.above(index.find(action.parentKey()));
        Uni<Recorded> recorded = TracedCall.below(above, () -> recordNewAction.execute(action));
        if (action.spec() instanceof ActionSpec.Trace trace) {
            return recorded.chain(() -> publishTrace.execute(action, trace.content()));
        }
        return recorded.chain(
                state -> state == Recorded.FINISHED ? Uni.createFrom().voidItem() : create(action, call));
    }

    private Uni<Void> create(EnqueuedAction action, CallTrace call) {
        if (index.find(action.key()).isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return bulkhead.<Void>run(() -> {
                    createTaskAction.execute(action, call);
                    return null;
                })
                .onFailure(InvalidArgument.class)
                .call(failure -> failRefusedAction.execute(action, failure));
    }
}
