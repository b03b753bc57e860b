package org.flyte.platform.connect.call;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a call's steps one after the other on its Vert.x context: at once when the caller is there already and nothing
 * waits, else in the order they came. The context alone is no proof: the virtual threads of Quarkus carry it too.
 */
final class LoopExecutor {
    private final Context context;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    LoopExecutor(Context context) {
        this.context = context;
    }

    void execute(Runnable step) {
        if (size.get() == 0 && Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
            step.run();
            return;
        }
        waiting.add(step);
        if (size.getAndIncrement() == 0) {
            context.runOnContext(ignored -> drain());
        }
    }

    /** Runs a step in a later iteration of the event loop. */
    void later(Runnable step) {
        context.runOnContext(ignored -> step.run());
    }

    private void drain() {
        int left = size.get();
        while (left > 0) {
            for (int i = 0; i < left; i++) {
                waiting.remove().run();
            }
            left = size.addAndGet(-left);
        }
    }
}
