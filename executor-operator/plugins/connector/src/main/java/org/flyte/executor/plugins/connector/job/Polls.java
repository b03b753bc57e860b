package org.flyte.executor.plugins.connector.job;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.platform.model.RecentMap;

/** The jobs that are polled, and those whose end was reported. */
final class Polls {
    private static final int REMEMBERED = 1_000;

    private final JobRequests requests;
    private final ConnectorSettings settings;
    private final Steps steps;
    private final Clock clock;
    private final WakeUp wakeUp;
    private final Map<String, PolledJob> running = new ConcurrentHashMap<>();
    /** By key; guarded by itself. */
    private final RecentMap<String, PolledJob> ended = new RecentMap<>(REMEMBERED);

    Polls(JobRequests requests, ConnectorSettings settings, Steps steps, Clock clock, WakeUp wakeUp) {
        this.requests = requests;
        this.settings = settings;
        this.steps = steps;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    /** The job, if it is known. */
    Optional<PolledJob> find(TaskExecution execution) {
        String key = TryKey.of(execution);
        PolledJob job = running.get(key);
        if (job == null) {
            synchronized (ended) {
                job = ended.get(key);
            }
        }
        return Optional.ofNullable(job);
    }

    /** The job, which is polled from now on. The first poll is not at once, so that after a restart not all come together. */
    PolledJob begin(TaskExecution execution, RecordedJob state, Connector connector) {
        TaskExecution lean = TryKey.lean(execution);
        PolledJob job = new PolledJob(lean, state, connector, requests, settings, clock, () -> wakeUp.wake(lean));
        PolledJob known = running.putIfAbsent(TryKey.of(execution), job);
        if (known != null) {
            return known;
        }
        long first =
                ThreadLocalRandom.current().nextLong(settings.pollInterval().toMillis());
        steps.start(job, connector.getThreads(), Duration.ofMillis(first));
        return job;
    }

    /** The action knows how the try ended, or wants it no more. */
    void end(String key) {
        PolledJob job = running.remove(key);
        if (job == null) {
            return;
        }
        job.stop();
        if (job.hasEnded()) {
            synchronized (ended) {
                ended.put(key, job);
            }
        }
    }

    /** Whether a job of the type is polled. */
    boolean has(String taskType) {
        return running.values().stream()
                .anyMatch(job -> job.state().job().category().getName().equals(taskType));
    }

    int size() {
        return running.size();
    }
}
