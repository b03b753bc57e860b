package org.flyte.executor.plugins.connector.job;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugins.connector.job.rule.AfterFailure;
import org.flyte.executor.plugins.connector.job.rule.CallFailures;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.idl.connector.CreateTaskRequest;
import org.flyte.idl.connector.TaskCategory;
import org.flyte.platform.model.Backoff;

/**
 * Creates the job of a try, once those of earlier tries are gone. Calls whose end is not known are made again, with the same idempotency
 * key.
 */
final class JobCreation implements JobStep {
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(15));

    /** What takes no longer is not mentioned. */
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private final TaskExecution execution;
    private final JobConnection connection;
    private final Connector connector;
    private final CreateRequests createRequests;
    private final JobRequests requests;
    private final ConnectorSettings settings;
    private final Clock clock;
    private final Events events;
    /** Used by one thread at a time. */
    private int failures;

    private Instant failingSince;

    private Outcome outcome = new Outcome.Pending("");
    private boolean cancelled;

    /** How far it is. */
    sealed interface Outcome {
        /** @param obstacle why it takes long; empty when it does not */
        record Pending(String obstacle) implements Outcome {}

        record Created(RecordedJob state) implements Outcome {}

        record Refused(StartException cause) implements Outcome {}

        /** It was cancelled before there was a job. */
        record Cancelled() implements Outcome {}
    }

    /** What a creation asks and says; nothing here blocks. */
    interface Events {
        /** Whether no job of an earlier try can be at work any more. */
        boolean earlierAreGone(TaskExecution execution);

        /** There is a job. */
        void created(JobCreation creation, RecordedJob state);

        /** There is a job that nobody wants: the creation was cancelled, or it cannot be recorded. */
        void unwanted(JobCreation creation, Job job);

        /** There is another outcome. */
        void changed(JobCreation creation);
    }

    JobCreation(
            TaskExecution execution,
            JobConnection connection,
            Connector connector,
            CreateRequests createRequests,
            JobRequests requests,
            ConnectorSettings settings,
            Clock clock,
            Events events) {
        this.execution = execution;
        this.connection = connection;
        this.connector = connector;
        this.createRequests = createRequests;
        this.requests = requests;
        this.settings = settings;
        this.clock = clock;
        this.events = events;
    }

    TaskExecution execution() {
        return execution;
    }

    Connector connector() {
        return connector;
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    /** Whether it was cancelled, and its outcome no longer matters. */
    synchronized boolean isOver() {
        return cancelled && !(outcome instanceof Outcome.Pending);
    }

    /** No job is wanted any more; one that is created nevertheless is unwanted. */
    synchronized void cancel() {
        cancelled = true;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Optional<Duration> run() {
        if (isCancelled()) {
            return end(new Outcome.Cancelled());
        }
        if (!events.earlierAreGone(execution)) {
            return again(CallFailures.JOB_NOT_DELETED, "the job of an earlier try is still being deleted");
        }
        if (connector.pause().isPositive()) {
            return again(CallFailures.UNAVAILABLE, Connectors.describe(connector) + " does not answer");
        }
        try {
            return create();
        } catch (StatusRuntimeException e) {
            return failed(e);
        } catch (StartException e) {
            return e.reason() == StartException.Reason.REFUSED
                    ? end(new Outcome.Refused(e))
                    : again(CallFailures.UNAVAILABLE, e.getMessage());
        } catch (RuntimeException e) {
            return again(CallFailures.UNAVAILABLE, "the job cannot be created yet: " + e.getMessage());
        }
    }

    private Optional<Duration> create() {
        Instant now = clock.instant();
        CreateTaskRequest complete = createRequests
                .of(execution)
                .setConnection(requests.connection(execution, connection))
                .build();
        if (complete.getSerializedSize() > settings.maxMessageSize()) {
            throw badTask("task and inputs have %d bytes, flyte.executor.plugin.connector.max-message-size is %d"
                    .formatted(complete.getSerializedSize(), settings.maxMessageSize()));
        }
        ByteString handle =
                connector.create(complete, execution.idempotencyKey()).getResourceMeta();
        RecordedJob state = RecordedJob.created(new Job(
                connector.endpoint().id(),
                TaskCategory.newBuilder()
                        .setName(execution.template().getType())
                        .setVersion(execution.template().getTaskTypeVersion())
                        .build(),
                handle,
                complete.getOutputPrefix(),
                now,
                connection));
        if (!state.fits()) {
            events.unwanted(this, state.job());
            throw badTask("what %s answered and the connection of the task have no room in the %d bytes of a state"
                    .formatted(Connectors.describe(connector), Details.MAX_STATE_BYTES));
        }
        return end(new Outcome.Created(state));
    }

    private Optional<Duration> failed(StatusRuntimeException cause) {
        String code = cause.getStatus().getCode().name();
        String message = String.valueOf(cause.getStatus().getDescription());
        return switch (CallFailures.ofCreate(code, message, Connectors.describe(connector))) {
            case AfterFailure.Final last -> end(new Outcome.Refused(StartException.refused(last.failure(), cause)));
            case AfterFailure.Again _ ->
                again(
                        CallFailures.UNAVAILABLE,
                        "%s does not create the job: %s: %s".formatted(Connectors.describe(connector), code, message));
        };
    }

    private Optional<Duration> again(String code, String obstacle) {
        Instant now = clock.instant();
        failures++;
        failingSince = failingSince == null ? now : failingSince;
        if (!failingSince.plus(settings.unavailableLimit()).isAfter(now)) {
            return end(new Outcome.Refused(StartException.refused(
                    Failure.system(code, "%s, for %s".formatted(obstacle, Failure.text(settings.unavailableLimit()))),
                    null)));
        }
        boolean isNews = outcome() instanceof Outcome.Pending pending
                && pending.obstacle().isEmpty();
        if (isNews && failingSince.plus(BRIEF).isBefore(now)) {
            set(new Outcome.Pending(obstacle));
        }
        return Optional.of(
                BACKOFF.jittered(failures, ThreadLocalRandom.current()).plus(connector.pause()));
    }

    private Optional<Duration> end(Outcome end) {
        set(end);
        return Optional.empty();
    }

    private void set(Outcome next) {
        synchronized (this) {
            outcome = next;
            if (next instanceof Outcome.Created created) {
                if (cancelled) {
                    events.unwanted(this, created.state().job());
                } else {
                    events.created(this, created.state());
                }
            }
        }
        events.changed(this);
    }

    static StartException badTask(String message) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, message), null);
    }
}
