package org.flyte.executor.plugins.connector.job;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugins.connector.job.rule.CallFailures;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.JobReports;
import org.flyte.executor.plugins.connector.job.rule.Observed;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;

/**
 * The jobs of this operator. After a restart a job is polled again as soon as its action is observed, by what was recorded of it; a try
 * whose creation was not recorded is started again with the same idempotency key.
 */
public final class Jobs implements AutoCloseable {
    private final Connectors connectors;
    private final Clock clock;
    private final Steps steps = new Steps();
    private final Polls polls;
    private final Deletions deletions;
    private final Creations creations;

    public Jobs(PluginContext context, Connectors connectors, ConnectorSettings settings) {
        this.connectors = connectors;
        this.clock = context.clock();
        JobRequests requests = new JobRequests(context.secrets());
        this.polls = new Polls(requests, settings, steps, clock, context.wakeUp());
        this.deletions = new Deletions(connectors, polls, requests, settings, steps, clock, context.wakeUp());
        this.creations = new Creations(context, requests, settings, steps, polls, deletions);
    }

    /** What is known of the start of a try; empty when it was not begun. */
    public Optional<StartResult> started(TaskExecution execution) {
        if (execution.state().isPresent()) {
            return Optional.of(new StartResult.Existing());
        }
        return creations.has(execution) ? Optional.of(creations.result(execution)) : Optional.empty();
    }

    /** Creates the job of a try in the background. */
    public StartResult start(TaskExecution execution, Connector connector) {
        return creations.start(execution, connector);
    }

    /** How the job of the try stands; empty when there is none on record. */
    public Optional<Report> observe(TaskExecution execution) {
        return execution.state().map(recorded -> {
            creations.recorded(execution);
            return polls.find(execution)
                    .map(job -> job.report(execution.template()))
                    .orElseGet(() -> resume(execution, recorded));
        });
    }

    private Report resume(TaskExecution execution, String recorded) {
        RecordedJob state;
        try {
            state = RecordedJob.parse(recorded);
        } catch (IllegalArgumentException e) {
            String message = "the recorded state cannot be read: " + e.getMessage();
            return Report.Failed.of(
                    new Failure("CorruptedPluginState", Failure.Kind.SYSTEM, false, message), clock.instant());
        }
        Details details = Details.state(recorded);
        Job job = state.job();
        if (deletions.knows(TryKey.of(execution))) {
            return JobReports.report(
                    new Observed.Created(), execution.template(), job.createdAt(), state.runningSince(), details);
        }
        Optional<Connector> connector = connectors.of(job.connector());
        if (connector.isEmpty()) {
            String message = "the job was created by the connector '%s', which is not configured any more"
                    .formatted(job.connector());
            return new Report.Failed(
                    Failure.system(CallFailures.UNAVAILABLE, message), job.createdAt(), false, details);
        }
        return polls.begin(execution, state, connector.get()).report(execution.template());
    }

    /** Deletes the job of the try, unless it has ended. */
    public void stop(TaskExecution execution) {
        creations.cancel(execution);
        Optional<PolledJob> polled = polls.find(execution);
        Optional<RecordedJob> state =
                polled.map(PolledJob::state).or(() -> execution.state().flatMap(RecordedJob::read));
        polls.end(TryKey.of(execution));
        state.filter(known -> !known.ended())
                .ifPresent(known -> deletions.begin(execution, execution.objectName(), known.job()));
        stopEarlier(execution, name -> false);
    }

    /** Deletes the job that is on record, unless it has ended or goes on. */
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {
        if (!kept.test(execution.objectName())) {
            execution
                    .state()
                    .flatMap(RecordedJob::read)
                    .filter(known -> !known.ended())
                    .ifPresent(known -> deletions.begin(execution, execution.objectName(), known.job()));
        }
        stopEarlier(execution, kept);
    }

    private void stopEarlier(TaskExecution execution, Predicate<String> kept) {
        execution
                .earlierState()
                .filter(earlier -> !kept.test(earlier.name()))
                .ifPresent(earlier -> RecordedJob.read(earlier.state())
                        .filter(known -> !known.ended())
                        .ifPresent(known -> deletions.begin(execution, earlier.name(), known.job())));
    }

    /** Whether no job of the action is being created or deleted. */
    public boolean isStopped(TaskExecution execution) {
        return !creations.runFor(execution) && !deletions.runFor(execution);
    }

    /** Whether there are jobs of the type. */
    public boolean has(String taskType) {
        return polls.has(taskType);
    }

    @Override
    public void close() {
        steps.close();
    }
}
