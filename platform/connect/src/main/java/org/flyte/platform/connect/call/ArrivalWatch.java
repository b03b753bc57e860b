package org.flyte.platform.connect.call;

import io.grpc.Status;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends a call whose request does not arrive: the one message of a unary client within its time, and every message at a rate
 * that no stalled client has. While the server itself does not read, nothing is expected. Runs on the call's event loop.
 */
final class ArrivalWatch {
    /**
     * What is expected of clients.
     *
     * @param whole time for the one message of a call to arrive
     * @param interval how often the rate is looked at
     * @param bytes fewest bytes that arrive in such an interval
     */
    record Limits(Duration whole, Duration interval, long bytes) {}

    private static final long NONE = -1;

    private final Vertx vertx;
    private final Limits limits;
    private final BooleanSupplier expectsMore;
    private final Consumer<Status> end;
    private long wholeTimer = NONE;
    private long rateTimer = NONE;
    private long bytes;
    private boolean reading = true;
    private boolean paused;
    private boolean wasIncomplete;

    /** Creates a watch; {@code expectsMore} says whether the client has not sent the rest of a message. */
    ArrivalWatch(Vertx vertx, Limits limits, BooleanSupplier expectsMore, Consumer<Status> end) {
        this.vertx = vertx;
        this.limits = limits;
        this.expectsMore = expectsMore;
        this.end = end;
    }

    void start(boolean oneMessage) {
        if (oneMessage) {
            wholeTimer = vertx.setTimer(limits.whole().toMillis(), id -> {
                wholeTimer = NONE;
                end.accept(late(
                        "the request did not arrive within %d s: send it faster, or less at once",
                        limits.whole().toSeconds()));
            });
        }
        wasIncomplete = expectsMore.getAsBoolean();
        rateTimer = vertx.setPeriodic(limits.interval().toMillis(), id -> look());
    }

    void received(long more) {
        bytes += more;
    }

    void reading(boolean on) {
        reading = on;
        paused |= !on;
    }

    void stop() {
        cancel(wholeTimer);
        cancel(rateTimer);
        wholeTimer = NONE;
        rateTimer = NONE;
    }

    /** Only an interval counts during all of which a part of a message was missing. */
    private void look() {
        boolean isIncomplete = expectsMore.getAsBoolean();
        if (isIncomplete && wasIncomplete && !paused && bytes < limits.bytes()) {
            end.accept(late(
                    "less than %d bytes of the request arrived in %d s: send it faster",
                    limits.bytes(), limits.interval().toSeconds()));
            return;
        }
        wasIncomplete = isIncomplete;
        bytes = 0;
        paused = !reading;
    }

    private void cancel(long timer) {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
    }

    private static Status late(String text, Object... values) {
        return Status.DEADLINE_EXCEEDED.withDescription(text.formatted(values));
    }
}
