package org.flyte.devbox.start;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the JVM alive after a signal until everything that it started has ended. The main thread stops the parts; the
 * shutdown hook only waits for it.
 */
public final class ShutdownGuard implements AutoCloseable {
    private static final long LIMIT_SECONDS = 40;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile int status;

    private ShutdownGuard() {}

    /** Registers the shutdown hook. */
    public static ShutdownGuard onSignal() {
        ShutdownGuard shutdown = new ShutdownGuard();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::awaitEnd, "devbox-stop"));
        return shutdown;
    }

    /** Whether the JVM has received a signal to stop. */
    public boolean isRequested() {
        return requested;
    }

    /** Called by Quarkus at the end of the application. */
    public void ended(Integer exitCode, Throwable failure) {
        if (failure != null) {
            System.err.println("devbox: the services did not start");
            failure.printStackTrace();
            status = 1;
        } else {
            status = exitCode;
        }
    }

    /** The exit status of devbox. */
    public int status() {
        return status;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void awaitEnd() {
        requested = true;
        try {
            if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("devbox: some parts did not stop within %d s; exiting".formatted(LIMIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
