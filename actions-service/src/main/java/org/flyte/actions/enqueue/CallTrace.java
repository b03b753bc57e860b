package org.flyte.actions.enqueue;

import java.util.Optional;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.tracing.TraceParent;

/**
 * The trace of an Enqueue call.
 *
 * @param span of the call, null when nothing is traced
 * @param isCallers whether the caller has sent the trace; else it begins with the call
 */
record CallTrace(TraceParent span, boolean isCallers) {
    /** To be read where the call starts. */
    static CallTrace current() {
        TraceParent span = TraceParent.current().orElse(null);
        return new CallTrace(
                span,
                span != null
                        && CallHeaders.current()
                                .get(TraceParent.HEADER)
                                .flatMap(TraceParent::parse)
                                .isPresent());
    }

    /** The span below which the action belongs. Pods send no trace: their actions belong to that of their parent. */
    TraceParent above(Optional<TrackedAction> parent) {
        return isCallers
                ? span
                : parent.map(TrackedAction::trace)
                        .or(() -> Optional.ofNullable(span))
                        .orElse(null);
    }
}
