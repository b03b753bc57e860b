package org.flyte.executor.plugins.connector.job;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.platform.model.RecentMap;
import org.jboss.logging.Logger;

/** The jobs that are being deleted, and those that were. */
final class Deletions {
    private static final Logger LOG = Logger.getLogger(Deletions.class);
    private static final int REMEMBERED = 100_000;

    private final Connectors connectors;
    private final Polls polls;
    private final JobRequests requests;
    private final ConnectorSettings settings;
    private final Steps steps;
    private final Clock clock;
    private final WakeUp wakeUp;
    private final ConcurrentSkipListMap<String, JobDeletion> running = new ConcurrentSkipListMap<>();
    /** By key; guarded by itself. */
    private final RecentMap<String, Boolean> done = new RecentMap<>(REMEMBERED);

    Deletions(
            Connectors connectors,
            Polls polls,
            JobRequests requests,
            ConnectorSettings settings,
            Steps steps,
            Clock clock,
            WakeUp wakeUp) {
        this.connectors = connectors;
        this.polls = polls;
        this.requests = requests;
        this.settings = settings;
        this.steps = steps;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    /** Begins, unless that was done before; the job is polled no more. */
    void begin(TaskExecution execution, String tryName, Job job) {
        String key = TryKey.of(execution, tryName);
        if (knows(key)) {
            return;
        }
        polls.end(key);
        Optional<Connector> connector = connectors.of(job.connector());
        if (connector.isEmpty()) {
            LOG.errorf(
                    "job not deleted, its connector is not configured any more action=%s/%s connector=%s",
                    execution.namespace(), execution.action().getMetadata().getName(), job.connector());
            remember(key);
            return;
        }
        TaskExecution lean = TryKey.lean(execution);
        JobDeletion deletion = new JobDeletion(
                lean, job, connector.get(), requests, settings.deleteLimit(), clock, () -> done(lean, key));
        if (running.putIfAbsent(key, deletion) == null) {
            steps.start(deletion, connector.get().deleteThreads(), Duration.ZERO);
        }
    }

    private void done(TaskExecution execution, String key) {
        remember(key);
        running.remove(key);
        wakeUp.wake(execution);
    }

    private void remember(String key) {
        synchronized (done) {
            done.put(key, true);
        }
    }

    /** Whether the job need not be deleted any more. */
    boolean isDone(String key) {
        synchronized (done) {
            return done.containsKey(key);
        }
    }

    /** Whether the job is being deleted, or was. */
    boolean knows(String key) {
        return running.containsKey(key) || isDone(key);
    }

    /** Whether any job of the action is being deleted. */
    boolean runFor(TaskExecution execution) {
        return !running.subMap(TryKey.first(execution), TryKey.last(execution)).isEmpty();
    }
}
