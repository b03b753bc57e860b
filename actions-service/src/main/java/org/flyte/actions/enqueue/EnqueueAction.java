package org.flyte.actions.enqueue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.QueueDepths;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.enqueue.RecordNewAction.Recorded;
import org.flyte.crd.TaskAction;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.platform.tracing.TracedCall;

/**
 * Enqueues an action: records it in runs-service, unless it is the root, which runs-service has recorded itself, then
 * creates its TaskAction in one Kubernetes request. Idempotent: the same call any number of times makes one action.
 */
@ApplicationScoped
public class EnqueueAction {
    private static final int MAX_SHARDS = 256;

    private final RecordNewAction recordNewAction;
    private final ActionIndex index;
    private final TaskActionStore taskActions;
    private final TemplateStore templates;
    private final Bulkhead bulkhead;
    private final QueueDepths depths;
    private final PublishTrace publishTrace;
    private final FailRefusedAction failRefusedAction;
    private final RunTracer tracer;
    private final int shards;

    EnqueueAction(
            RecordNewAction recordNewAction,
            ActionIndex index,
            TaskActionStore taskActions,
            TemplateStore templates,
            Bulkhead bulkhead,
            QueueDepths depths,
            PublishTrace publishTrace,
            FailRefusedAction failRefusedAction,
            RunTracer tracer,
            ActionsConfig config) {
        this.recordNewAction = recordNewAction;
        this.index = index;
        this.taskActions = taskActions;
        this.templates = templates;
        this.bulkhead = bulkhead;
        this.depths = depths;
        this.publishTrace = publishTrace;
        this.failRefusedAction = failRefusedAction;
        this.tracer = tracer;
        this.shards = config.enqueue().shards();
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException(
                    "flyte.actions.enqueue.shards is %d, but must be from 1 to %d".formatted(shards, MAX_SHARDS));
        }
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
        Uni<Recorded> recorded = TracedCall.below(above, recordNewAction.execute(action));
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
                    create(action, parentOf(action), call);
                    return null;
                })
                .onFailure(InvalidArgument.class)
                .call(failure -> failRefusedAction.execute(action, failure));
    }

    /** The trace of the action goes on from the span of this, by the annotation that has it. */
    private void create(EnqueuedAction action, Optional<TrackedAction> parent, CallTrace call) {
        TraceParent above = call.above(parent);
        SpanBuilder creation = tracer.span("create TaskAction", SpanKind.PRODUCER, above, action.key());
        if (call.span() != null && !call.span().equals(above)) {
            creation.addLink(Span.fromContext(call.span().context()).getSpanContext());
        }
        Span span = creation.startSpan();
        try {
            taskActions.create(build(action, new TaskActionFactory(action, parent, TraceParent.of(span), shards)));
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }

    private TaskAction build(EnqueuedAction action, TaskActionFactory factory) {
        return switch (action.spec()) {
            case ActionSpec.Task task -> {
                TaskAction object = factory.task(task.content(), context(action, factory.parent()));
                templates.put(task.content().getSpec().getTaskTemplate(), object.getSpec());
                yield object;
            }
            case ActionSpec.Condition condition -> factory.condition(condition.content());
            case ActionSpec.Trace trace -> throw new IllegalStateException("a trace has no TaskAction");
        };
    }

    private Optional<TrackedAction> parentOf(EnqueuedAction action) {
        if (action.isRoot()) {
            return Optional.empty();
        }
        Optional<TrackedAction> indexed = index.find(action.parentKey());
        return indexed.isPresent() || action.runContext().isPresent()
                ? indexed
                : taskActions.readTracked(action.parentKey());
    }

    private static RunContext context(EnqueuedAction action, Optional<TrackedAction> parent) {
        return parent.map(TrackedAction::context)
                .or(action::runContext)
                .orElseThrow(() -> new Unavailable(
                        null,
                        "action.parent_action_name: action %s has no TaskAction at the moment; retry",
                        action.parent()));
    }
}
