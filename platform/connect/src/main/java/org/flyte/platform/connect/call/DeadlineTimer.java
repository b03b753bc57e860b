package org.flyte.platform.connect.call;

import io.grpc.Status;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/** Ends what takes longer than a client may: a call, or the reading of its response. Runs on the call's event loop. */
final class DeadlineTimer {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Consumer<Status> end;
    private long timer = NONE;

    DeadlineTimer(Vertx vertx, Consumer<Status> end) {
        this.vertx = vertx;
        this.end = end;
    }

    void start(Duration timeout) {
        timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> {
            timer = NONE;
            end.accept(Status.DEADLINE_EXCEEDED.withDescription("the deadline of the call has passed"));
        });
    }

    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }
}
