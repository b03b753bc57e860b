package org.flyte.platform.connect.call;

import io.grpc.Status;
import io.grpc.StatusException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.connect.ConnectConfig;

/**
 * The memory that the messages of all calls take together: requests that arrive or are being worked on, responses that have not
 * left. While all others hold less than half of it, a call may take more than is left, so that a small process serves a large
 * request; and small calls go on whatever the large ones hold.
 */
@Singleton
public final class ByteBudget {
    private static final int PART_OF_HEAP = 4;
    private static final int SMALL_CALL = 16 * 1024;

    private final long limit;
    private final long smallCall;
    private final AtomicLong taken = new AtomicLong();

    @Inject
    ByteBudget(ConnectConfig config, MeterRegistry registry) {
        this(
                config.maxPendingSize()
                        .map(MemorySize::asLongValue)
                        .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP),
                SMALL_CALL);
        Gauge.builder("rpc.server.pending", taken, AtomicLong::doubleValue)
                .description("Memory of requests and responses under way")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    /** Creates a budget; a call that holds no more than {@code smallCall} is always granted that. */
    ByteBudget(long limit, long smallCall) {
        this.limit = limit;
        this.smallCall = smallCall;
    }

    /** Returns how many bytes are taken. */
    public long taken() {
        return taken.get();
    }

    /** Returns how many bytes all calls may take. */
    public long limit() {
        return limit;
    }

    Share share() {
        return new Share();
    }

    /** What one call holds of it. Any thread may use it. */
    final class Share extends CallMemory {
        private final List<Runnable> steps = new ArrayList<>();
        private long held;
        private boolean closed;

        @Override
        public synchronized void take(long bytes) throws StatusException {
            if (closed) {
                return;
            }
            long all = taken.addAndGet(bytes);
            boolean othersHoldMuch = all - bytes - held > limit / 2;
            if (all > limit && othersHoldMuch && held + bytes > smallCall) {
                taken.addAndGet(-bytes);
                throw Status.UNAVAILABLE
                        .withDescription(
                                "the server holds messages of %d bytes, and takes no more at present: try again"
                                        .formatted(all - bytes))
                        .asException();
            }
            held += bytes;
        }

        /** Gives some of it back. */
        synchronized void give(long bytes) {
            long given = Math.min(bytes, held);
            held -= given;
            taken.addAndGet(-given);
        }

        @Override
        public synchronized boolean hasLeft() {
            return closed;
        }

        @Override
        public void whenLeft(Runnable step) {
            synchronized (this) {
                if (!closed) {
                    steps.add(step);
                    return;
                }
            }
            step.run();
        }

        /** Gives everything back; from now on nothing counts. */
        void close() {
            List<Runnable> due;
            synchronized (this) {
                closed = true;
                give(held);
                due = List.copyOf(steps);
                steps.clear();
            }
            due.forEach(Runnable::run);
        }
    }
}
