package org.flyte.apps.reconcile;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flyte.apps.AppKey;

/** Apps that are to be reconciled: each waits once at most, and is on one thread at a time. Its size is the number of apps. */
final class AppQueue implements AutoCloseable {
    private final Consumer<AppKey> work;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("app-timer").factory());
    private final Set<AppKey> waiting = ConcurrentHashMap.newKeySet();
    private final Set<AppKey> running = ConcurrentHashMap.newKeySet();
    private final Set<AppKey> again = ConcurrentHashMap.newKeySet();
    private final Map<AppKey, ScheduledFuture<?>> later = new ConcurrentHashMap<>();

    /**
     * @param work may block
     */
    AppQueue(int concurrency, Consumer<AppKey> work) {
        this.work = work;
        this.threads = Executors.newFixedThreadPool(
                concurrency, Thread.ofVirtual().name("app-reconcile-", 0).factory());
    }

    /** As soon as a thread is free. */
    void add(AppKey key) {
        if (!threads.isShutdown() && waiting.add(key)) {
            threads.execute(() -> run(key));
        }
    }

    /** After a while, or earlier when that was asked for before. */
    void addAfter(AppKey key, Duration delay) {
        if (timer.isShutdown()) {
            return;
        }
        later.compute(key, (app, planned) -> {
            boolean earlier =
                    planned != null && !planned.isDone() && planned.getDelay(TimeUnit.MILLISECONDS) <= delay.toMillis();
            if (earlier) {
                return planned;
            }
            if (planned != null) {
                planned.cancel(false);
            }
            return timer.schedule(() -> due(app), delay.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    /** Number of apps that wait for a thread. */
    int size() {
        return waiting.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private void due(AppKey key) {
        later.remove(key);
        add(key);
    }

    private void run(AppKey key) {
        waiting.remove(key);
        if (!running.add(key)) {
            again.add(key);
            return;
        }
        try {
            work.accept(key);
        } finally {
            running.remove(key);
            if (again.remove(key)) {
                add(key);
            }
        }
    }
}
