package org.flyte.devbox.node;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/**
 * Lets a few processes start at a time, because Python needs seconds of CPU before it does anything. It limits starts,
 * not running processes: a parent that waits for its children must never keep them from starting.
 *
 * <p>A process holds its place until it ended, fell idle (it waits for something), or had its time.
 */
final class StartGate {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration BUSY = Duration.ofMillis(20);
    private static final int IDLE_LOOKS = 3;

    private final Semaphore places;
    private final Duration most;

    StartGate(int places, Duration most) {
        this.places = new Semaphore(places, true);
        this.most = most;
    }

    void enter() throws InterruptedException {
        places.acquire();
    }

    void leave() {
        places.release();
    }

    /** Blocks until the process no longer counts as starting. */
    void awaitBoot(ProcessHandle process) throws InterruptedException {
        Instant limit = Instant.now().plus(most);
        Duration before = Duration.ZERO;
        for (int idle = 0;
                idle < IDLE_LOOKS && process.isAlive() && Instant.now().isBefore(limit); ) {
            Thread.sleep(LOOK);
            Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
            idle = used.minus(before).compareTo(BUSY) < 0 ? idle + 1 : 0;
            before = used;
        }
    }
}
