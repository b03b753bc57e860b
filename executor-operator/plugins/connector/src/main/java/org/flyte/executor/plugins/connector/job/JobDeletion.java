package org.flyte.executor.plugins.connector.job;

import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugins.connector.job.rule.CallFailures;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/** Deletes a job: until its connector confirms it, or the limit has passed. */
final class JobDeletion implements JobStep {
    private static final Logger LOG = Logger.getLogger(JobDeletion.class);
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final TaskExecution execution;
    private final Job job;
    private final Connector connector;
    private final JobRequests requests;
    private final Duration limit;
    private final Clock clock;
    private final Runnable done;
    private final Instant since;
    private int failures;

    /** @param done called once the job need not be deleted any more */
    JobDeletion(
            TaskExecution execution,
            Job job,
            Connector connector,
            JobRequests requests,
            Duration limit,
            Clock clock,
            Runnable done) {
        this.execution = execution;
        this.job = job;
        this.connector = connector;
        this.requests = requests;
        this.limit = limit;
        this.clock = clock;
        this.done = done;
        this.since = clock.instant();
    }

    @Override
    public Optional<Duration> run() {
        try {
            connector.delete(requests.delete(execution, job));
            done.run();
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            failures++;
            String code = e.getStatus().getCode().name();
            return CallFailures.endsDelete(code, failures)
                    ? end(code + ": " + e.getStatus().getDescription())
                    : again(e);
        } catch (RuntimeException e) {
            failures++;
            return again(e);
        }
    }

    private Optional<Duration> again(RuntimeException cause) {
        if (since.plus(limit).isAfter(clock.instant())) {
            return Optional.of(
                    BACKOFF.jittered(failures, ThreadLocalRandom.current()).plus(connector.pause()));
        }
        LOG.errorf(
                "job not deleted, giving up action=%s/%s connector=%s cause=%s",
                execution.namespace(), execution.action().getMetadata().getName(), job.connector(), cause.getMessage());
        done.run();
        return Optional.empty();
    }

    private Optional<Duration> end(String cause) {
        LOG.infof(
                "nothing to delete action=%s/%s connector=%s cause=%s",
                execution.namespace(), execution.action().getMetadata().getName(), job.connector(), cause);
        done.run();
        return Optional.empty();
    }
}
