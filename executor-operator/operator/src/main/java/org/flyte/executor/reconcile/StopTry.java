package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.logs.SavedLogs;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/**
 * Ends the object of a try once its end is recorded, so that a failed write is decided again on what was seen. The logs are
 * read first: those of a pod whose sidecars still run are stored before it is stopped.
 */
@ApplicationScoped
class StopTry {
    private static final Logger LOG = Logger.getLogger(StopTry.class);

    /** How long the cache may show a pod as it was before it was asked to end. */
    private static final Duration CACHE_LAG = Duration.ofSeconds(30);

    private static final int REMEMBERED = 10_000;

    private final SavedLogs savedLogs;
    private final WakeUps wakeUps;
    private final Clock clock;
    /** When objects were asked to end, by uid and name; guarded by itself. */
    private final RecentMap<String, Instant> stopped = new RecentMap<>(REMEMBERED);

    StopTry(SavedLogs savedLogs, WakeUps wakeUps, Clock clock) {
        this.savedLogs = savedLogs;
        this.wakeUps = wakeUps;
        this.clock = clock;
    }

    /** The end of the try is recorded. */
    void execute(ResolvedExecution task) {
        if (!savedLogs.beginBeforeStop(task.execution(), task.logs(), () -> stopLater(task))) {
            stop(task);
        }
    }

    /** Stops what was left behind by a restart or a failure; the object of a try that may go on is kept. */
    void leftovers(ResolvedExecution task, boolean mayGoOn) {
        TaskExecution execution = task.execution();
        task.plugin()
                .stopLeftovers(
                        execution,
                        name -> (mayGoOn && name.equals(execution.objectName()))
                                || savedLogs.isHeld(execution, name)
                                || wasStopped(key(execution, name)));
    }

    private void stop(ResolvedExecution task) {
        task.stop();
        synchronized (stopped) {
            stopped.put(key(task.execution(), task.execution().objectName()), clock.instant());
        }
    }

    private boolean wasStopped(String key) {
        synchronized (stopped) {
            Instant at = stopped.get(key);
            return at != null && at.plus(CACHE_LAG).isAfter(clock.instant());
        }
    }

    private static String key(TaskExecution execution, String name) {
        return execution.uid() + "/" + name;
    }

    /** The next reconcile of the action stops what this cannot. */
    private void stopLater(ResolvedExecution task) {
        try {
            stop(task);
        } catch (KubernetesClientException e) {
            try (var _ = TryLogContext.of(task.execution())
                    .with(LogKey.CAUSE, "code " + e.getCode())
                    .enter()) {
                LOG.warn("pod not stopped, trying again");
            }
            wakeUps.mayStart(
                    task.execution().namespace(), task.action().getMetadata().getName());
        }
    }
}
