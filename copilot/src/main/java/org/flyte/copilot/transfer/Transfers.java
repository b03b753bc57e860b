package org.flyte.copilot.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flyte.copilot.failure.TransferException;

/** Collects transfers, then makes them, a few at a time. */
public final class Transfers {
    /** Each upload holds a part of a file in memory. */
    private static final int CONCURRENT = 4;

    private final List<Runnable> planned = new ArrayList<>();

    /** Adds a transfer, which is made by {@link #run}. */
    public void add(Runnable transfer) {
        planned.add(transfer);
    }

    /**
     * Makes them all. The first that fails ends the others.
     *
     * @param timeout 0 means none
     */
    public void run(Duration timeout) {
        ExecutorService threads =
                Executors.newFixedThreadPool(CONCURRENT, Thread.ofVirtual().factory());
        try {
            await(threads, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TransferException.system(e, "the transfer was interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    private void await(ExecutorService threads, Duration timeout) throws InterruptedException {
        var completions = new ExecutorCompletionService<Void>(threads);
        planned.forEach(transfer -> completions.submit(transfer, null));
        long end = System.nanoTime() + timeout.toNanos();
        for (int left = planned.size(); left > 0; left--) {
            Future<Void> done = timeout.isZero()
                    ? completions.take()
                    : completions.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (done == null) {
                throw TransferException.system(
                        null,
                        "%d of %d files were not transferred within %d s: raise flyte.executor.copilot.timeout",
                        left,
                        planned.size(),
                        timeout.toSeconds());
            }
            rethrow(done);
        }
    }

    private static void rethrow(Future<Void> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
