package org.flyte.executor.plugins.connector.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs steps: one thread waits for all of them, and those of their connector do the work. */
final class Steps implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Steps.class);
    private static final Duration AFTER_UNFORESEEN = Duration.ofSeconds(30);

    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("connector-timer").factory());

    /** Runs the step for the first time after a wait. */
    void start(JobStep step, Executor threads, Duration first) {
        try {
            var _ = timer.schedule(() -> submit(step, threads), first.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the plugin is closed");
        }
    }

    private void submit(JobStep step, Executor threads) {
        try {
            threads.execute(() -> run(step).ifPresent(wait -> start(step, threads, wait)));
        } catch (RejectedExecutionException e) {
            LOG.debug("the plugin is closed");
        }
    }

    private static Optional<Duration> run(JobStep step) {
        try {
            return step.run();
        } catch (RuntimeException e) {
            LOG.error("unforeseen failure, trying again later", e);
            return Optional.of(AFTER_UNFORESEEN);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
