package org.flyte.actions.enqueue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.crd.TaskAction;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TraceParent;

/** Creates the TaskAction of an action. Blocks on Kubernetes. */
@ApplicationScoped
class CreateTaskAction {
    private static final int MAX_SHARDS = 256;

    private final ActionIndex index;
    private final TaskActionStore taskActions;
    private final TemplateStore templates;
    private final RunTracer tracer;
    private final int shards;

    CreateTaskAction(
            ActionIndex index,
            TaskActionStore taskActions,
            TemplateStore templates,
            RunTracer tracer,
            ActionsConfig config) {
        this.index = index;
        this.taskActions = taskActions;
        this.templates = templates;
        this.tracer = tracer;
        this.shards = config.enqueue().shards();
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException(
                    "flyte.actions.enqueue.shards is %d, but must be from 1 to %d".formatted(shards, MAX_SHARDS));
        }
    }

    /** Idempotent. The trace of the action goes on from the span of this, by the annotation that has it. */
    void execute(EnqueuedAction action, CallTrace call) {
        Optional<TrackedAction> parent = parentOf(action);
        Span span = span(action, call, call.above(parent));
        try (Scope _ = span.makeCurrent()) {
            taskActions.create(build(action, new TaskActionFactory(action, parent, TraceParent.of(span), shards)));
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }

    private Span span(EnqueuedAction action, CallTrace call, TraceParent above) {
        SpanBuilder span = tracer.span("create TaskAction", SpanKind.PRODUCER, above, action.key());
        if (call.span() != null && !call.span().equals(above)) {
            span.addLink(Span.fromContext(call.span().context()).getSpanContext());
        }
        return span.startSpan();
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
