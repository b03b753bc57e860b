package org.flyte.executor.api;

import com.google.errorprone.annotations.MustBeClosed;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.tracing.TraceParent;

/** The trace that an action is part of. */
public final class ActionTrace {
    private ActionTrace() {}

    /** The span that made the TaskAction, by its annotation; empty when its run is not traced. */
    public static Optional<TraceParent> of(TaskAction action) {
        Map<String, String> annotations = action.getMetadata().getAnnotations();
        return annotations == null
                ? Optional.empty()
                : TraceParent.parse(annotations.get(Names.ANNOTATION_TRACE_PARENT));
    }

    /** Makes it the trace of the calls that this thread makes, until it is closed. */
    @MustBeClosed
    public static Scope enter(TaskAction action) {
        return of(action).map(TraceParent::context).orElseGet(Context::current).makeCurrent();
    }

    /** What its spans name. */
    public static ActionKey keyOf(TaskAction action) {
        TaskActionSpec spec = action.getSpec();
        return new ActionKey(spec.project, spec.domain, spec.runName, spec.actionName);
    }
}
