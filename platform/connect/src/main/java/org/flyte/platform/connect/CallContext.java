package org.flyte.platform.connect;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Returns work to the call it belongs to, after something that many calls share. */
public final class CallContext {
    private CallContext() {}

    /**
     * Returns an executor on the event loop and in the context of the running call: with its deadline, request id and
     * trace. It runs a task at once when it is there already, or when there is no context.
     */
    public static Executor here() {
        Context context = Vertx.currentContext();
        if (context == null) {
            return Runnable::run;
        }
        return task -> {
            // A virtual thread may carry the call's context without being its event loop.
            if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
                task.run();
            } else {
                context.runOnContext(tick -> task.run());
            }
        };
    }
}
