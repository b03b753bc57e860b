package org.flyte.executor.plugins.connector.job;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugins.connector.job.rule.AfterFailure;
import org.flyte.executor.plugins.connector.job.rule.CallFailures;
import org.flyte.executor.plugins.connector.job.rule.JobReports;
import org.flyte.executor.plugins.connector.job.rule.Observed;
import org.flyte.executor.plugins.connector.job.rule.Resources;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Backoff;

/** A job whose connector is asked how it stands until it has ended, or cannot be known any more. */
final class PolledJob implements JobStep {
    private static final double SLOWING = 1.5;
    private static final Backoff AFTER_FAILURE = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final TaskExecution execution;
    private final Connector connector;
    private final JobRequests requests;
    private final ConnectorSettings settings;
    private final Clock clock;
    private final Runnable changed;
    private final Backoff interval;

    private volatile Snapshot snapshot;
    private volatile boolean stopped;
    /** Of polls; used by one thread at a time. */
    private int unchanged;

    private int failures;
    private Instant failingSince;

    private record Snapshot(RecordedJob state, Observed observed) {}

    /** @param changed called when the report has changed */
    PolledJob(
            TaskExecution execution,
            RecordedJob state,
            Connector connector,
            JobRequests requests,
            ConnectorSettings settings,
            Clock clock,
            Runnable changed) {
        this.execution = execution;
        this.snapshot = new Snapshot(state, new Observed.Created());
        this.connector = connector;
        this.requests = requests;
        this.settings = settings;
        this.clock = clock;
        this.changed = changed;
        this.interval = new Backoff(settings.pollInterval(), SLOWING, settings.maxPollInterval());
    }

    RecordedJob state() {
        return snapshot.state();
    }

    /** Whether the connector has said how it ended. */
    boolean hasEnded() {
        return snapshot.state().ended();
    }

    Report report(TaskTemplate template) {
        Snapshot known = snapshot;
        RecordedJob state = known.state();
        Details details = Details.state(state.toJson()).with(known.observed().links());
        return JobReports.report(known.observed(), template, state.job().createdAt(), state.runningSince(), details);
    }

    /** No further poll changes anything, and outputs are not needed any more. */
    void stop() {
        stopped = true;
        Snapshot known = snapshot;
        if (known.observed() instanceof Observed.Ended ended) {
            snapshot = new Snapshot(known.state(), ended.withoutOutputs());
        }
    }

    @Override
    public Optional<Duration> run() {
        if (stopped) {
            return Optional.empty();
        }
        try {
            Observed observed = Resources.observed(
                    connector.get(requests.get(execution, snapshot.state().job())));
            failures = 0;
            failingSince = null;
            return observed(observed);
        } catch (StatusRuntimeException e) {
            return failed(e.getStatus());
        } catch (StartException e) {
            return failed(Optional.ofNullable(e.failure()), e.getMessage());
        } catch (RuntimeException e) {
            return failed(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private Optional<Duration> observed(Observed observed) {
        if (update(observed)) {
            unchanged = 0;
        } else {
            unchanged++;
        }
        return observed instanceof Observed.Ended
                ? Optional.empty()
                : Optional.of(interval.jittered(unchanged + 1, ThreadLocalRandom.current()));
    }

    private Optional<Duration> failed(Status status) {
        String code = status.getCode().name();
        String message = String.valueOf(status.getDescription());
        AfterFailure answer = CallFailures.ofGet(code, message, Connectors.describe(connector), failures + 1);
        if (answer instanceof AfterFailure.Final last) {
            return lost(last.failure());
        }
        return failed(Optional.empty(), code + ": " + message);
    }

    /** @param failure that the job is lost with when this goes on */
    private Optional<Duration> failed(Optional<Failure> failure, String message) {
        Instant now = clock.instant();
        failures++;
        failingSince = failingSince == null ? now : failingSince;
        if (Duration.between(failingSince, now).compareTo(settings.unavailableLimit()) >= 0) {
            return lost(failure.orElseGet(() -> Failure.system(
                    CallFailures.UNAVAILABLE,
                    "%s has not said for %s how the job stands: %s"
                            .formatted(
                                    Connectors.describe(connector),
                                    Failure.text(settings.unavailableLimit()),
                                    message))));
        }
        Duration wait = AFTER_FAILURE.jittered(failures, ThreadLocalRandom.current());
        return Optional.of(wait.plus(connector.pause()));
    }

    private Optional<Duration> lost(Failure failure) {
        update(new Observed.Lost(failure, snapshot.observed().links()));
        return Optional.empty();
    }

    private boolean update(Observed observed) {
        Snapshot before = snapshot;
        RecordedJob state = before.state();
        Optional<Instant> runningSince = observed instanceof Observed.Active active
                        && active.phase() == Report.Phase.RUNNING
                        && state.runningSince().isEmpty()
                ? Optional.of(clock.instant())
                : state.runningSince();
        Snapshot after =
                new Snapshot(new RecordedJob(state.job(), runningSince, observed instanceof Observed.Ended), observed);
        if (stopped || after.equals(before)) {
            return false;
        }
        snapshot = after;
        changed.run();
        return true;
    }
}
