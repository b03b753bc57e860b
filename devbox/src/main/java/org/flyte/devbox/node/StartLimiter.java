package org.flyte.devbox.node;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Limits how many processes start at the same time, because Python needs seconds of CPU before it does anything. It
 * limits starts, not running processes: a parent that waits for its children must never keep them from starting.
 *
 * <p>A process holds its permit until it has ended, is idle (it waits for something), or the time limit is over.
 */
final class StartLimiter {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final Duration IDLE_CPU = Duration.ofMillis(20);
    private static final int IDLE_POLLS = 3;

    private final Semaphore permits;
    private final Duration timeLimit;

    StartLimiter(int permits, Duration timeLimit) {
        this.permits = new Semaphore(permits, true);
        this.timeLimit = timeLimit;
    }

    void acquire() throws InterruptedException {
        permits.acquire();
    }

    void release() {
        permits.release();
    }

    /** Blocks until the process no longer counts as starting. */
    void awaitStarted(ProcessHandle process) throws InterruptedException {
        long began = System.nanoTime();
        Duration before = Duration.ZERO;
        for (int idle = 0;
                idle < IDLE_POLLS && process.isAlive() && System.nanoTime() - began < timeLimit.toNanos(); ) {
            Thread.sleep(POLL_INTERVAL);
            Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
            idle = used.minus(before).compareTo(IDLE_CPU) < 0 ? idle + 1 : 0;
            before = used;
        }
    }
}
