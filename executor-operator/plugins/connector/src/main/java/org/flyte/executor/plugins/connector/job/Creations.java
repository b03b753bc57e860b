package org.flyte.executor.plugins.connector.job;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.plugins.connector.job.JobCreation.Outcome;
import org.flyte.executor.plugins.connector.job.rule.Connections;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;

/** The jobs that are being created, and those that were and are not recorded yet. */
final class Creations implements JobCreation.Events {
    /** When to ask again in case a wake-up is lost. */
    private static final Duration RECHECK = Duration.ofSeconds(30);

    /** When to look again for a job that is being recorded. */
    private static final Duration AFTER_START = Duration.ofSeconds(1);

    private final CreateRequests createRequests;
    private final JobRequests requests;
    private final ConnectorSettings settings;
    private final Steps steps;
    private final Polls polls;
    private final Deletions deletions;
    private final Clock clock;
    private final WakeUp wakeUp;
    private final ConcurrentSkipListMap<String, JobCreation> byKey = new ConcurrentSkipListMap<>();

    Creations(
            PluginContext context,
            JobRequests requests,
            ConnectorSettings settings,
            Steps steps,
            Polls polls,
            Deletions deletions) {
        this.createRequests = new CreateRequests(context.files(), context.pods());
        this.requests = requests;
        this.settings = settings;
        this.steps = steps;
        this.polls = polls;
        this.deletions = deletions;
        this.clock = context.clock();
        this.wakeUp = context.wakeUp();
    }

    /** Whether the try is being started. */
    boolean has(TaskExecution execution) {
        return byKey.containsKey(TryKey.of(execution));
    }

    /** Begins, or answers what came of it. */
    StartResult start(TaskExecution execution, Connector connector) {
        String key = TryKey.of(execution);
        begin(execution, key, connector);
        return result(execution, key);
    }

    /** What came of the creation that was begun. */
    StartResult result(TaskExecution execution) {
        return result(execution, TryKey.of(execution));
    }

    private StartResult result(TaskExecution execution, String key) {
        JobCreation creation = byKey.get(key);
        if (creation == null) {
            return pending();
        }
        return switch (creation.outcome()) {
            case Outcome.Pending pending when pending.obstacle().isEmpty() -> pending();
            case Outcome.Pending pending -> throw StartException.notYet(pending.obstacle(), null);
            case Outcome.Created created ->
                new StartResult.Started(
                        Details.state(created.state().toJson()), clock.instant().plus(AFTER_START));
            case Outcome.Refused refused -> {
                byKey.remove(TryKey.of(execution));
                throw refused.cause();
            }
            case Outcome.Cancelled _ -> pending();
        };
    }

    private StartResult pending() {
        return new StartResult.Pending(clock.instant().plus(RECHECK));
    }

    private void begin(TaskExecution execution, String key, Connector connector) {
        if (polls.size() + byKey.size() >= settings.maxJobs()) {
            throw StartException.notYet(
                    "the operator has %d jobs, which is flyte.executor.plugin.connector.max-jobs"
                            .formatted(settings.maxJobs()),
                    null);
        }
        JobCreation creation = new JobCreation(
                execution, connection(execution), connector, createRequests, requests, settings, clock, this);
        if (byKey.putIfAbsent(key, creation) == null) {
            steps.start(creation, connector.createThreads(), Duration.ZERO);
        }
    }

    private static JobConnection connection(TaskExecution execution) {
        try {
            return Connections.of(execution.template());
        } catch (IllegalArgumentException e) {
            throw JobCreation.badTask(e.getMessage());
        }
    }

    /** The job is recorded. */
    void recorded(TaskExecution execution) {
        byKey.remove(TryKey.of(execution));
    }

    /** The try is not wanted any more. */
    void cancel(TaskExecution execution) {
        JobCreation creation = byKey.get(TryKey.of(execution));
        if (creation != null) {
            creation.cancel();
            forgetIfOver(creation);
        }
    }

    /** Whether a job of the action may still come to be. */
    boolean runFor(TaskExecution execution) {
        return !byKey.subMap(TryKey.first(execution), TryKey.last(execution)).isEmpty();
    }

    @Override
    public boolean earlierAreGone(TaskExecution execution) {
        String own = TryKey.of(execution);
        Map<String, JobCreation> all = byKey.subMap(TryKey.first(execution), TryKey.last(execution));
        all.forEach((key, creation) -> {
            if (!key.equals(own) && creation.outcome() instanceof Outcome.Created created) {
                unwanted(creation, created.state().job());
                byKey.remove(key, creation);
            }
        });
        Optional<TaskExecution.TryState> earlier = execution.earlierState();
        earlier.ifPresent(state -> RecordedJob.read(state.state())
                .filter(known -> !known.ended())
                .ifPresent(known -> deletions.begin(execution, state.name(), known.job())));
        return all.keySet().stream().allMatch(own::equals) && !deletions.runFor(execution);
    }

    @Override
    public void created(JobCreation creation, RecordedJob state) {
        polls.begin(creation.execution(), state, creation.connector());
    }

    @Override
    public void unwanted(JobCreation creation, Job job) {
        deletions.begin(creation.execution(), creation.execution().objectName(), job);
    }

    @Override
    public void changed(JobCreation creation) {
        forgetIfOver(creation);
        wakeUp.wake(creation.execution());
    }

    private void forgetIfOver(JobCreation creation) {
        if (creation.isOver()) {
            byKey.remove(TryKey.of(creation.execution()), creation);
        }
    }
}
