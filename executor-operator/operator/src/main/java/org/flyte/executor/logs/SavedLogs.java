package org.flyte.executor.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pool.PoolLogs;
import org.flyte.idl.core.ContainerContext.ProcessContext;
import org.flyte.idl.core.LogContext;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/**
 * Which logs are stored, and which are being stored. Callers never wait: the work is done on threads of its own, as many
 * at the same time as configured. What cannot be stored is given up: no action and no pod waits for it longer than
 * configured.
 */
@ApplicationScoped
public class SavedLogs {
    private static final Logger LOG = Logger.getLogger(SavedLogs.class);
    private static final int REMEMBERED = 20_000;
    private static final int ATTEMPTS = 3;
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(5));

    private final SaveLog save;
    private final PoolLogs pooled;
    private final SavedLogsListener listener;
    private final ExecutorConfig.Logs config;
    private final Clock clock;
    private final Counter saved;
    private final Counter failed;
    private final Semaphore permits;
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<String, Saving> running = new ConcurrentHashMap<>();
    private final RecentMap<String, Boolean> settled = new RecentMap<>(REMEMBERED);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Logs that are being stored.
     *
     * @param awaited whether somebody waits for the end
     */
    private record Saving(Instant since, AtomicBoolean awaited) {}

    /** Keys of tries whose pod is not stopped before the log of its primary container is stored. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    SavedLogs(
            SaveLog save,
            PoolLogs pooled,
            SavedLogsListener listener,
            ExecutorConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.save = save;
        this.pooled = pooled;
        this.listener = listener;
        this.config = config.logs();
        this.clock = clock;
        this.permits = new Semaphore(this.config.maxConcurrent());
        this.saved = metrics.counter("flyte.executor.logs.saved");
        this.failed = metrics.counter("flyte.executor.logs.failed");
        metrics.gauge("flyte.executor.logs.pending", pending);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /**
     * Stores the logs of a try that has ended, or whose pod is being stopped: then to the end of the pod. Does nothing
     * when that was begun already.
     */
    public void begin(TaskExecution execution, Optional<LogContext> logs) {
        if (logs.isPresent() && !isKnown(key(execution))) {
            start(execution, logs.get(), false, () -> {});
        }
    }

    /**
     * As {@link #begin}, of a pod that is to be stopped. When its primary container has ended and others still run, the pod
     * must not go before the log of the primary is stored, at most as long as configured: then the result is true, and the
     * stop is called later.
     */
    public boolean beginBeforeStop(TaskExecution execution, Optional<LogContext> logs, Runnable stop) {
        boolean holds =
                config.enabled() && logs.filter(SavedLogs::onlySidecarsRun).isPresent();
        if (!holds || isKnown(key(execution))) {
            begin(execution, logs);
            return false;
        }
        String key = key(execution);
        held.add(key);
        Runnable once = () -> {
            if (held.remove(key)) {
                stop.run();
            }
        };
        if (!start(execution, logs.get(), false, once)) {
            held.remove(key);
            return false;
        }
        CompletableFuture.delayedExecutor(config.hold().toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(once);
        return true;
    }

    /** Whether the object of that name, of a try of the action, will be stopped once its log is stored. */
    public boolean isHeld(TaskExecution execution, String objectName) {
        return held.contains(key(execution.uid(), objectName));
    }

    private static boolean onlySidecarsRun(LogContext logs) {
        return logs.getPodsList().stream().anyMatch(pod -> {
            boolean primaryEnded = pod.getContainersList().stream()
                    .filter(container -> container.getContainerName().equals(pod.getPrimaryContainerName()))
                    .anyMatch(container -> container.getProcess().hasContainerEndTime());
            return primaryEnded
                    && pod.getContainersList().stream().anyMatch(container -> {
                        ProcessContext process = container.getProcess();
                        return process.hasContainerStartTime() && !process.hasContainerEndTime();
                    });
        });
    }

    /**
     * Whether the pod of an ended try may go: its logs are stored, or were given up. When not, the listener is notified
     * once they are.
     */
    public boolean isSettled(TaskExecution execution, Optional<LogContext> logs) {
        String key = key(execution);
        if (!config.enabled() || logs.isEmpty() || wasSettled(key)) {
            return true;
        }
        // After a restart nothing is known of logs that were stored before it.
        if (!running.containsKey(key) && !start(execution, logs.get(), true, () -> {})) {
            return true;
        }
        Saving saving = running.get(key);
        if (saving == null) {
            return true;
        }
        saving.awaited().set(true);
        // It may have ended in between: then nobody will notify.
        return !running.containsKey(key)
                || clock.instant().isAfter(saving.since().plus(config.hold()));
    }

    /** The action is gone. */
    public void forget(TaskExecution execution) {
        synchronized (settled) {
            settled.remove(key(execution));
        }
    }

    private boolean isKnown(String key) {
        return running.containsKey(key) || wasSettled(key);
    }

    private boolean wasSettled(String key) {
        synchronized (settled) {
            return settled.containsKey(key);
        }
    }

    /**
     * False when there is nothing to do, or too much is waiting already.
     *
     * @param whenEndedAreStored called once the logs of the containers that have ended are stored, or given up
     */
    private boolean start(TaskExecution execution, LogContext logs, boolean unlessStored, Runnable whenEndedAreStored) {
        List<ContainerLog> all = ContainerLog.of(execution, logs, pooled);
        if (!config.enabled() || all.isEmpty()) {
            return false;
        }
        if (pending.get() >= config.maxPending()) {
            failed.increment(all.size());
            return false;
        }
        String key = key(execution);
        if (running.putIfAbsent(key, new Saving(clock.instant(), new AtomicBoolean())) != null) {
            return true;
        }
        AtomicInteger left = new AtomicInteger(all.size());
        AtomicInteger endedLeft = new AtomicInteger(
                (int) all.stream().filter(log -> !log.running()).count());
        for (ContainerLog log : all) {
            pending.incrementAndGet();
            threads.execute(() -> {
                try {
                    save(execution, log, unlessStored);
                } finally {
                    pending.decrementAndGet();
                    if (!log.running() && endedLeft.decrementAndGet() == 0) {
                        whenEndedAreStored.run();
                    }
                    if (left.decrementAndGet() == 0) {
                        settle(execution, key);
                    }
                }
            });
        }
        return true;
    }

    private void settle(TaskExecution execution, String key) {
        synchronized (settled) {
            settled.put(key, true);
        }
        Saving saving = running.remove(key);
        if (saving != null && saving.awaited().get()) {
            listener.settled(
                    execution.namespace(), execution.action().getMetadata().getName());
        }
    }

    private void save(TaskExecution execution, ContainerLog log, boolean unlessStored) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (unlessStored && save.isStored(log)) {
                return;
            }
            saveWithRetries(log);
            saved.increment();
        } catch (NotFound e) {
            // The node has lost the pod, or the container has printed nothing that it kept.
            report(execution, log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed.increment();
            report(execution, log, e);
        } finally {
            permits.release();
        }
    }

    private void saveWithRetries(ContainerLog log) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                save.execute(log);
                return;
            } catch (NotFound e) {
                throw e;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(BACKOFF.after(attempt));
            }
        }
    }

    private static void report(TaskExecution execution, ContainerLog log, RuntimeException cause) {
        try (var _ = TryLogContext.of(execution).with(LogKey.CAUSE, cause).enter()) {
            LOG.infof("log not stored container=%s", log.container());
        }
    }

    private static String key(TaskExecution execution) {
        return key(execution.uid(), execution.objectName());
    }

    private static String key(String uid, String objectName) {
        return uid + "/" + objectName;
    }
}
