package org.flyte.dataproxy.data;

import io.grpc.StatusException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.connect.call.ByteBudget;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The memory that stored messages take together, half of that of all calls. A call waits in line for what it needs, for a
 * limited time, and holds it until its response has left. Blocks: for virtual threads.
 */
@ApplicationScoped
class ReadBudget {
    /** Of a permit, so that their number is an int. */
    private static final int UNIT = 1024;

    /** Calls in line at most. */
    private static final int LONGEST_LINE = 1000;

    private final int units;
    private final Semaphore free;
    private final Duration wait;

    @Inject
    ReadBudget(ByteBudget calls, DataProxyConfig config) {
        this(calls.limit() / 2, config.maxReadWait());
    }

    ReadBudget(long bytes, Duration wait) {
        this.units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(units, true);
        this.wait = wait;
    }

    /**
     * Takes memory. Who needs more than there is takes all of it.
     *
     * @return what gives it back once the work is done and the call has left
     */
    Grant take(Optional<CallMemory> call, long bytes) {
        int wanted = (int) Math.clamp(bytes / UNIT, 1, units);
        if (free.getQueueLength() >= LONGEST_LINE || !waitFor(wanted)) {
            throw new Unavailable(
                    null, "the server has no memory for inputs or outputs of %d bytes at present: try again", bytes);
        }
        Grant grant = new Grant(wanted, call.isPresent() ? 2 : 1);
        call.ifPresent(memory -> memory.whenLeft(grant::close));
        try {
            if (call.isPresent() && call.get().hasLeft()) {
                throw new Unavailable(null, "nobody waits for the inputs or outputs any more");
            }
            charge(call, bytes);
            return grant;
        } catch (Unavailable e) {
            grant.close();
            throw e;
        }
    }

    /** Takes memory of the call at once, or fails. */
    static void charge(Optional<CallMemory> call, long bytes) {
        if (call.isPresent()) {
            try {
                call.get().take(bytes);
            } catch (StatusException e) {
                throw new Unavailable(e, "%s", e.getStatus().getDescription());
            }
        }
    }

    /** How many bytes are free. */
    long free() {
        return (long) free.availablePermits() * UNIT;
    }

    private boolean waitFor(int wanted) {
        try {
            return free.tryAcquire(wanted, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Memory that is given back when each of its holders has closed it. */
    final class Grant implements AutoCloseable {
        private final int taken;
        private final AtomicInteger holders;

        private Grant(int taken, int holders) {
            this.taken = taken;
            this.holders = new AtomicInteger(holders);
        }

        @Override
        public void close() {
            if (holders.decrementAndGet() == 0) {
                free.release(taken);
            }
        }
    }
}
