package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Effect;
import org.flyte.executor.reconcile.rule.Decision.Step;
import org.flyte.idl.common.ActionPhase;

/** What follows from a failure: another try, another attempt, or the end (executor spec §3.4). */
final class Failures {
    private Failures() {}

    static Decision decide(ActionState state, RetryPolicy policy, Failure failure, Instant now) {
        if (failure.isSystem() && failure.retryable()) {
            return system(state, policy, failure, now);
        }
        if (failure.retryable() && state.attempt() < policy.maxAttempts()) {
            return nextAttempt(state, policy, failure, now);
        }
        return end(state, exhausted(state, failure));
    }

    static Decision lost(ActionState state, RetryPolicy policy, String code, String message, Instant now) {
        return system(state, policy, Failure.system(code, message), now);
    }

    private static Decision system(ActionState state, RetryPolicy policy, Failure failure, Instant now) {
        int failures = state.systemFailures() + 1;
        if (failures > policy.maxSystemFailures()) {
            String message = "%d failures of infrastructure, the last one %s: %s"
                    .formatted(failures, failure.code(), failure.message());
            Failure last = new Failure("MaxSystemFailuresExceeded", Failure.Kind.SYSTEM, false, message);
            return end(withSystemFailures(state, failures), last);
        }
        String message = "%s: %s; trying again, failure %d of infrastructure out of %d"
                .formatted(failure.code(), failure.message(), failures, policy.maxSystemFailures());
        ActionPhase phase = Phases.rank(state.phase()) == 0 ? ActionPhase.ACTION_PHASE_QUEUED : state.phase();
        Step told = new Step(phase, state.attempt(), state.version() + 1, message, null, false);
        Instant notBefore = notBefore(policy.systemBackoff().after(failures), now);
        return new Decision(
                Effect.STOP,
                List.of(told),
                state.attempt(),
                state.lost() + 1,
                failures,
                notBefore,
                null,
                notBefore == null ? now : notBefore);
    }

    private static Decision nextAttempt(ActionState state, RetryPolicy policy, Failure failure, Instant now) {
        int next = state.attempt() + 1;
        Step failed = new Step(endPhase(failure), state.attempt(), 0, failure.message(), failure, true);
        Step queued = new Step(
                ActionPhase.ACTION_PHASE_QUEUED,
                next,
                0,
                "attempt %d of %d".formatted(next, policy.maxAttempts()),
                null,
                false);
        Instant notBefore = notBefore(policy.userBackoff().after(state.attempt()), now);
        return new Decision(
                Effect.STOP,
                List.of(failed, queued),
                next,
                0,
                state.systemFailures(),
                notBefore,
                null,
                notBefore == null ? now : notBefore);
    }

    private static Decision end(ActionState state, Failure failure) {
        Step step = new Step(endPhase(failure), state.attempt(), 0, failure.message(), failure, true);
        return Decision.step(state, Effect.STOP, step, null, null);
    }

    private static ActionPhase endPhase(Failure failure) {
        return TimeLimits.isTimeout(failure) ? ActionPhase.ACTION_PHASE_TIMED_OUT : ActionPhase.ACTION_PHASE_FAILED;
    }

    /** The SDK knows retries that did not help by a code of two parts; of timeouts it wants the plain code. */
    private static Failure exhausted(ActionState state, Failure failure) {
        if (!failure.retryable() || state.attempt() == 1 || TimeLimits.isTimeout(failure)) {
            return failure;
        }
        return new Failure("RetriesExhausted|" + failure.code(), failure.kind(), false, failure.message());
    }

    private static Instant notBefore(Duration wait, Instant now) {
        return wait.isZero() ? null : now.plus(wait);
    }

    private static ActionState withSystemFailures(ActionState s, int failures) {
        return new ActionState(
                s.phase(),
                s.attempt(),
                s.version(),
                s.message(),
                s.started(),
                s.lost(),
                failures,
                s.notBefore(),
                s.createdAt(),
                s.queuedAt(),
                s.runningAt());
    }
}
