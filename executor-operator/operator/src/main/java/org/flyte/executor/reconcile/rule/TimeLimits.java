package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Failure;

/**
 * Limits of time (executor spec §3.5); zero means none.
 *
 * @param queued from queued to running, anew for each attempt
 * @param running time in RUNNING, anew for each attempt
 * @param deadline from creation to the end, all attempts together
 */
public record TimeLimits(Duration queued, Duration running, Duration deadline) {
    public static final TimeLimits NONE = new TimeLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** A limit that ends at a time; the failure says what to do then. */
    public record Limit(Instant at, Failure failure) {}

    /** The limit that ends first, passed or not. */
    public Optional<Limit> next(ActionState state) {
        Limit queue = state.runningAt() == null
                ? limit(state.queuedAt(), queued, "QUEUED_TIMEOUT_EXCEEDED", "waited", true)
                : null;
        Limit run = state.runningAt() == null
                ? null
                : limit(state.runningAt(), running, "MAX_RUNTIME_EXCEEDED", "ran", true);
        Limit life = limit(state.createdAt(), deadline, "DEADLINE_EXCEEDED", "lived", false);
        return Stream.of(life, queue, run).filter(limit -> limit != null).min((a, b) -> a.at().compareTo(b.at()));
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
        String message = "the action %s longer than its limit of %s".formatted(verb, length);
        return new Limit(from.plus(length), new Failure(code, Failure.Kind.USER, retryable, message));
    }
}
