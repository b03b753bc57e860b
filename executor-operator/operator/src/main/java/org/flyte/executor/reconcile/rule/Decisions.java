package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Advance;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.RetryAfter;
import org.flyte.executor.reconcile.rule.Decision.Start;
import org.flyte.executor.reconcile.rule.Decision.Wait;
import org.flyte.executor.reconcile.rule.TimeLimits.Limit;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;

/** Decides the life of a task: one pure function of what is recorded and what is observed. */
public final class Decisions {
    /** Bounds how often a phase of an attempt is recorded again for a new reason. */
    private static final int MAX_REASONS = 4;

    private static final Duration MIN_QUOTA_WAIT = Duration.ofSeconds(2);
    private static final Duration MAX_QUOTA_WAIT = Duration.ofMinutes(1);

    private final Duration settle;
    private final Duration runningSettle;

    /**
     * @param settle phases before RUNNING that pass sooner than this are not recorded
     * @param runningSettle RUNNING is recorded once it has lasted this long, or with the end of the attempt
     */
    public Decisions(Duration settle, Duration runningSettle) {
        this.settle = settle;
        this.runningSettle = runningSettle;
    }

    /** What to do next about a task. */
    public Decision decide(
            ExecutionState state, RetryPolicy policy, TimeLimits limits, Observation observation, Instant now) {
        if (state.isTerminal()) {
            return Wait.FOR_EVENT;
        }
        return state.unrecorded() == null
                ? decideRecorded(state, policy, limits, observation, now)
                : decideUnrecorded(state, policy, limits, observation, now);
    }

    /** Decides as if it were recorded that the object runs; that is recorded once it lasts, or with what follows. */
    private Decision decideUnrecorded(
            ExecutionState state, RetryPolicy policy, TimeLimits limits, Observation observation, Instant now) {
        Step running = Step.running(state, state.unrecorded().since());
        Instant settled = state.unrecorded().seenAt().plus(runningSettle);
        return switch (decideRecorded(state.recorded(running), policy, limits, observation, now)) {
            case Wait wait when settled.isAfter(now) -> wait.lookAgainBy(settled);
            case Wait wait -> new Advance(running, state.tries(), wait.lookAgainAt());
            case RetryAfter retry -> retry.after(running);
            case Finish finish -> finish.after(running);
            case Start start -> start;
            case Advance advance -> advance;
        };
    }

    private Decision decideRecorded(
            ExecutionState state, RetryPolicy policy, TimeLimits limits, Observation observation, Instant now) {
        Optional<Limit> limit = limits.next(state.times());
        if (limit.isPresent() && !observation.isOver() && !limit.get().at().isAfter(now)) {
            return policy.afterFailure(state, limit.get().failure(), now);
        }
        Decision decision = decide(state, policy, observation, now);
        return limits.next(state.timesAfter(decision, now))
                .map(next -> decision.lookAgainBy(next.at()))
                .orElse(decision);
    }

    private Decision decide(ExecutionState state, RetryPolicy policy, Observation observation, Instant now) {
        return switch (observation) {
            case Observation.Absent _ -> absent(state, policy, now);
            case Observation.Terminating terminating -> terminating(state, policy, terminating, now);
            case Observation.Starting starting -> new Wait(starting.checkAt());
            case Observation.Active active -> active(state, active, now);
            case Observation.NotYet waiting -> waitForRoom(state, waiting.reason(), waiting.since(), now);
            case Observation.NameTaken taken -> waitForRoom(state, taken.reason(), taken.since(), now);
            case Observation.Failed failed -> policy.afterFailure(state, failed.failure(), now);
            case Observation.Succeeded _ -> new Finish(Step.succeeded(state.attempt()), state.tries());
            case Observation.AskingCache asking -> new Wait(asking.checkAt());
            case Observation.Reserved reserved ->
                waitForRoom(state, "another action computes the same result for the cache", reserved.checkAt());
            case Observation.Cached _ -> new Finish(Step.cached(state.attempt()), state.tries());
            case Observation.Storing storing -> new Wait(storing.checkAt());
            case Observation.Busy busy -> new Wait(busy.checkAt());
        };
    }

    private static Decision absent(ExecutionState state, RetryPolicy policy, Instant now) {
        if (state.started()) {
            Failure deleted = Failure.system(
                    "ResourceDeletedExternally", "what carried out the attempt was deleted by somebody else");
            return policy.afterFailure(state, deleted, now);
        }
        boolean early = state.notBefore() != null && state.notBefore().isAfter(now);
        return early ? new Wait(state.notBefore()) : new Start(null);
    }

    private static Decision terminating(
            ExecutionState state, RetryPolicy policy, Observation.Terminating terminating, Instant now) {
        if (terminating.until().isAfter(now)) {
            return new Wait(terminating.until());
        }
        Failure stuck = Failure.system(
                "UnexpectedObjectDeletion", "what carries out the attempt is being deleted and does not end");
        return policy.afterFailure(state, stuck, now);
    }

    private Decision active(ExecutionState state, Observation.Active active, Instant now) {
        boolean rises = ActionPhases.rank(active.phase()) > ActionPhases.rank(state.phase());
        boolean recordable = rises || !state.started() || hasNewReason(state, active);
        if (!recordable || active.phase() == ActionPhase.ACTION_PHASE_QUEUED) {
            return new Wait(active.checkAt());
        }
        Instant settled = active.since().plus(settle);
        if (active.phase() != ActionPhase.ACTION_PHASE_RUNNING && settled.isAfter(now)) {
            return new Wait(settled);
        }
        Step step = rises
                ? Step.entered(active.phase(), state.attempt(), active.reason())
                : Step.changedReason(state, active.reason());
        return new Advance(step, state.tries(), active.checkAt());
    }

    private static boolean hasNewReason(ExecutionState state, Observation.Active active) {
        return active.phase() == state.phase()
                && active.phase() != ActionPhase.ACTION_PHASE_RUNNING
                && state.version() < MAX_REASONS
                && !active.reason().equals(state.message());
    }

    /** The wait grows with the time waited so far; it is recorded once. */
    private static Decision waitForRoom(ExecutionState state, String reason, Instant since, Instant now) {
        Duration waited = Duration.between(since, now).dividedBy(2);
        Duration wait = waited.compareTo(MIN_QUOTA_WAIT) < 0
                ? MIN_QUOTA_WAIT
                : waited.compareTo(MAX_QUOTA_WAIT) > 0 ? MAX_QUOTA_WAIT : waited;
        return waitForRoom(state, reason, now.plus(wait));
    }

    private static Decision waitForRoom(ExecutionState state, String reason, Instant again) {
        ActionPhase waiting = ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES;
        if (ActionPhases.rank(state.phase()) >= ActionPhases.rank(waiting)) {
            return new Wait(again);
        }
        return new Advance(Step.withoutObject(waiting, state.attempt(), reason), state.tries(), again);
    }
}
