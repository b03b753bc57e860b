package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.RetryAfter;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.Backoff;

/**
 * Decides what follows from a failure: another try of the attempt, the next attempt, or the end; see
 * docs/behaviour/phases-and-attempts.md.
 *
 * @param maxAttempts attempts that user failures may use up, at least 1
 * @param maxSystemFailures tolerated failures of infrastructure in a row: until an object has run for {@link #HEALTHY}
 */
public record RetryPolicy(int maxAttempts, int maxSystemFailures, Backoff userBackoff, Backoff systemBackoff) {
    /** After an object has run for so long, earlier failures of infrastructure do not count any more. */
    static final Duration HEALTHY = Duration.ofMinutes(10);

    Decision afterFailure(ExecutionState state, Failure failure, Instant now) {
        if (failure.isSystem() && failure.retryable()) {
            return afterSystemFailure(state, failure, now);
        }
        if (failure.retryable() && state.attempt() < maxAttempts) {
            return nextAttempt(state, failure, now);
        }
        return finish(state, state.tries(), exhausted(state, failure));
    }

    private Decision afterSystemFailure(ExecutionState state, Failure failure, Instant now) {
        Tries tries = wasHealthy(state, now) ? state.tries().healthy() : state.tries();
        int failures = tries.systemFailures() + 1;
        if (failures > maxSystemFailures) {
            String message = "%d failures of infrastructure, the last one %s: %s"
                    .formatted(failures, failure.code(), failure.message());
            Failure last = new Failure("MaxSystemFailuresExceeded", Failure.Kind.SYSTEM, false, message);
            return finish(state, tries.failedBySystem(), last);
        }
        String message = "%s: %s; trying again, failure %d of infrastructure out of %d"
                .formatted(failure.code(), failure.message(), failures, maxSystemFailures);
        boolean queued = ActionPhases.rank(state.phase()) == 0;
        ActionPhase phase = queued ? ActionPhase.ACTION_PHASE_QUEUED : state.phase();
        List<Step> steps = List.of(Step.lostObject(state, phase, message));
        return retry(steps, tries.lostObject(), systemBackoff.after(failures), now);
    }

    private static boolean wasHealthy(ExecutionState state, Instant now) {
        Instant running = state.times().objectRunningAt();
        return running != null && !running.plus(HEALTHY).isAfter(now);
    }

    private Decision nextAttempt(ExecutionState state, Failure failure, Instant now) {
        Tries next = state.tries().nextAttempt();
        Step queued = Step.withoutObject(
                ActionPhase.ACTION_PHASE_QUEUED,
                next.attempt(),
                "attempt %d of %d".formatted(next.attempt(), maxAttempts));
        List<Step> steps = List.of(Step.failed(state.attempt(), failure), queued);
        return retry(steps, next, userBackoff.after(state.attempt()), now);
    }

    private static RetryAfter retry(List<Step> steps, Tries tries, Duration wait, Instant now) {
        Instant notBefore = wait.isZero() ? null : now.plus(wait);
        return new RetryAfter(steps, tries, notBefore, notBefore == null ? now : notBefore);
    }

    private static Finish finish(ExecutionState state, Tries tries, Failure failure) {
        return new Finish(Step.failed(state.attempt(), failure), tries);
    }

    /** The SDK recognizes exhausted retries by a code of two parts; of timeouts it expects the plain code. */
    private static Failure exhausted(ExecutionState state, Failure failure) {
        if (!failure.retryable() || state.attempt() == 1 || TimeLimits.isTimeout(failure)) {
            return failure;
        }
        return new Failure("RetriesExhausted|" + failure.code(), failure.kind(), false, failure.message());
    }
}
