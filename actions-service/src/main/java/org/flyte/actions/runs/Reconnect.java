package org.flyte.actions.runs;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the channel try again soon. Left alone it waits up to two minutes between two tries, long after the other side is
 * back.
 */
@ApplicationScoped
class Reconnect {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    Reconnect(@GrpcClient("runs") Channel channel) {
        this.channel = channel;
    }

    /** To be called when a call found nobody; at most one new try a second. */
    void soon() {
        long before = last.get();
        long now = System.nanoTime();
        if (channel instanceof ManagedChannel managed
                && now - before >= PAUSE_NANOS
                && last.compareAndSet(before, now)) {
            managed.resetConnectBackoff();
        }
    }
}
