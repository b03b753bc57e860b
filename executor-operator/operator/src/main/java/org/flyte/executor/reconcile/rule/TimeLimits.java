package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Failure;

/**
 * Time limits of a task; zero means none.
 *
 * @param queued from queued to running, restarted for each attempt
 * @param running time in RUNNING, restarted for each attempt
 * @param deadline from creation to the end, all attempts together
 */
public record TimeLimits(Duration queued, Duration running, Duration deadline) {
    public static final TimeLimits NONE = new TimeLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** A limit that ends at a time, and the failure it then means. */
    public record Limit(Instant at, Failure failure) {}

    /** The limit that ends first, passed or not. */
    public Optional<Limit> next(ExecutionState.Times times) {
        boolean waits = times.runningAt() == null;
        Limit queue = waits ? limit(times.queuedAt(), queued, "QUEUED_TIMEOUT_EXCEEDED", "waited", true) : null;
        Limit run = waits ? null : limit(times.runningAt(), running, "MAX_RUNTIME_EXCEEDED", "ran", true);
        Limit life = limit(times.createdAt(), deadline, "DEADLINE_EXCEEDED", "took", false);
        return Stream.of(life, queue, run).filter(Objects::nonNull).min(Comparator.comparing(Limit::at));
    }

    /** Whether the failure is the passing of a limit. */
    public static boolean isTimeout(Failure failure) {
        return failure.code().equals("QUEUED_TIMEOUT_EXCEEDED")
                || failure.code().equals("MAX_RUNTIME_EXCEEDED")
                || failure.code().equals("DEADLINE_EXCEEDED");
    }

    private static Limit limit(Instant from, Duration length, String code, String verb, boolean retryable) {
        if (length.isZero()) {
            return null;
        }
        String message = "the action %s longer than its limit of %s".formatted(verb, Failure.text(length));
        return new Limit(from.plus(length), new Failure(code, Failure.Kind.USER, retryable, message));
    }
}
