package org.flyte.executor.reconcile;

import com.google.protobuf.util.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.core.RetryStrategy;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.platform.model.Backoff;

/** Retries and time limits of a task, from its template and the configuration. */
@ApplicationScoped
class Policies {
    private final ExecutorConfig config;

    Policies(ExecutorConfig config) {
        this.config = config;
    }

    RetryPolicy retries(TaskMetadata metadata) {
        RetryStrategy retries = metadata.getRetries();
        return new RetryPolicy(
                (int) Math.min(Integer.toUnsignedLong(retries.getRetries()) + 1, Integer.MAX_VALUE),
                config.maxSystemFailures(),
                backoff(retries.getBackoff()),
                Backoff.doubling(config.initialBackoff(), config.maxBackoff()));
    }

    TimeLimits limits(TaskMetadata metadata) {
        return new TimeLimits(
                duration(metadata.getTimeouts().getQueuedTimeout()),
                duration(metadata.getTimeout()),
                duration(metadata.getTimeouts().getDeadline()));
    }

    private static Backoff backoff(org.flyte.idl.core.Backoff backoff) {
        if (!backoff.hasBase()) {
            return Backoff.NONE;
        }
        Duration base = duration(backoff.getBase());
        return new Backoff(
                base,
                backoff.hasFactor() ? backoff.getFactor() : 1,
                backoff.hasCap() ? duration(backoff.getCap()) : backoff.hasFactor() ? Duration.ofDays(1) : base);
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofMillis(Durations.toMillis(duration));
    }
}
