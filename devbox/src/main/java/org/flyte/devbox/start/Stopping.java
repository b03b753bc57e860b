package org.flyte.devbox.start;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the JVM from going away, after a signal, before everything that it started has ended. The main thread does the
 * ending; the shutdown hook only waits for it.
 */
public final class Stopping implements AutoCloseable {
    private static final long LIMIT_SECONDS = 40;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile int status;

    private Stopping() {}

    public static Stopping onSignal() {
        Stopping stopping = new Stopping();
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::awaitEnd, "devbox-stop"));
        return stopping;
    }

    /** True once the JVM was told to stop. */
    public boolean isRequested() {
        return requested;
    }

    /** Told by Quarkus how the application ended. */
    public void ended(Integer exitCode, Throwable failure) {
        if (failure != null) {
            System.err.println("devbox: the services did not start");
            failure.printStackTrace();
            status = 1;
        } else {
            status = exitCode;
        }
    }

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
                System.err.println("devbox: some parts did not stop within %d s".formatted(LIMIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
