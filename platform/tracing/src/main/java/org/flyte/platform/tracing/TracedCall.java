package org.flyte.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Supplier;

/**
 * Makes calls to other services as part of a trace that is not that of the running context. A call is given as what makes
 * it: a {@link Uni} is bound to the trace in which it was made, not to that in which it is subscribed.
 */
public final class TracedCall {
    private TracedCall() {}

    /** The call below a span, which ends with it; as it is while tracing is off. */
    public static <T> Uni<T> in(Span span, Supplier<Uni<T>> call) {
        if (!span.getSpanContext().isValid()) {
            return call.get();
        }
        return below(Context.root().with(span), call)
                .onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage())))
                .onTermination()
                .invoke(span::end);
    }

    /** The call below a span of another process; as it is without one, which is null. */
    public static <T> Uni<T> below(TraceParent parent, Supplier<Uni<T>> call) {
        return parent == null ? call.get() : below(parent.context(), call);
    }

    private static <T> Uni<T> below(Context parent, Supplier<Uni<T>> call) {
        return Uni.createFrom().emitter(emitter -> onDuplicatedContext(() -> subscribe(parent, call, emitter)));
    }

    private static <T> void subscribe(Context parent, Supplier<Uni<T>> call, UniEmitter<? super T> emitter) {
        try (Scope _ = parent.makeCurrent()) {
            var running = call.get().subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(running::cancel);
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }

    /** The running span is kept by the duplicated context of a call; timers and connections have none. */
    private static void onDuplicatedContext(Runnable step) {
        io.vertx.core.Context here = Vertx.currentContext();
        if (here == null || VertxContext.isDuplicatedContext(here)) {
            step.run();
        } else {
            ((ContextInternal) VertxContext.createNewDuplicatedContext(here)).dispatch(step);
        }
    }
}
