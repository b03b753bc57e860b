package org.flyte.executor.reconcile.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.reconcile.rule.Decision.Effect;
import org.flyte.executor.reconcile.rule.Decision.Step;
import org.flyte.executor.reconcile.rule.TimeLimits.Limit;
import org.flyte.idl.common.ActionPhase;

/** Every rule of the life of a task action (executor spec §3, §4.10), as one function of what was observed. */
public final class Decisions {
    /** How often one phase of one attempt is told again because its reason changed. */
    private static final int MAX_REASONS = 4;

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Duration settle;

    /**
     * @param settle phases before RUNNING that pass sooner than this are not worth a write
     */
    public Decisions(Duration settle) {
        this.settle = settle;
    }

    public Decision decide(ActionState state, RetryPolicy policy, TimeLimits limits, Seen seen, Instant now) {
        if (state.isTerminal()) {
            return Decision.unchanged(state, Effect.NONE, null);
        }
        Optional<Limit> limit = limits.next(state);
        if (limit.isPresent() && !isOver(seen) && !limit.get().at().isAfter(now)) {
            return Failures.decide(state, policy, limit.get().failure(), now);
        }
        Decision decision = decide(state, policy, seen, now);
        Optional<Limit> next = limits.next(state.after(decision, now));
        return next.isPresent() && !endsAction(decision)
                ? lookAgain(decision, next.get().at())
                : decision;
    }

    private Decision decide(ActionState state, RetryPolicy policy, Seen seen, Instant now) {
        return switch (seen) {
            case Seen.Absent _ -> absent(state, policy, now);
            case Seen.Leaving leaving -> leaving(state, policy, leaving, now);
            case Seen.Active active -> active(state, active, now);
            case Seen.NoRoom noRoom -> noRoom(state, noRoom, now);
            case Seen.Failed failed -> Failures.decide(state, policy, failed.failure(), now);
            case Seen.Succeeded _ ->
                Decision.step(
                        state,
                        Effect.STOP,
                        new Step(ActionPhase.ACTION_PHASE_SUCCEEDED, state.attempt(), 0, "", null, true),
                        null,
                        null);
        };
    }

    private static Decision absent(ActionState state, RetryPolicy policy, Instant now) {
        if (state.started()) {
            return Failures.lost(
                    state, policy, "ResourceDeletedExternally", "the pod was deleted by somebody else", now);
        }
        boolean early = state.notBefore() != null && state.notBefore().isAfter(now);
        return Decision.unchanged(state, early ? Effect.NONE : Effect.START, early ? state.notBefore() : null);
    }

    private static Decision leaving(ActionState state, RetryPolicy policy, Seen.Leaving leaving, Instant now) {
        if (leaving.until().isAfter(now)) {
            return Decision.unchanged(state, Effect.NONE, leaving.until());
        }
        return Failures.lost(
                state, policy, "UnexpectedObjectDeletion", "the pod is being deleted and does not end", now);
    }

    private Decision active(ActionState state, Seen.Active active, Instant now) {
        boolean rises = Phases.rank(active.phase()) > Phases.rank(state.phase());
        boolean worthTelling = rises || !state.started() || tellsMore(state, active);
        if (!worthTelling || active.phase() == ActionPhase.ACTION_PHASE_QUEUED) {
            return Decision.unchanged(state, Effect.NONE, active.checkAt());
        }
        Instant settled = active.since().plus(settle);
        if (active.phase() != ActionPhase.ACTION_PHASE_RUNNING && settled.isAfter(now)) {
            return Decision.unchanged(state, Effect.NONE, settled);
        }
        ActionPhase phase = rises ? active.phase() : state.phase();
        int version = rises ? 0 : state.version() + 1;
        Step step = new Step(phase, state.attempt(), version, active.reason(), null, true);
        return Decision.step(state, Effect.NONE, step, null, active.checkAt());
    }

    private static boolean tellsMore(ActionState state, Seen.Active active) {
        return active.phase() == state.phase()
                && active.phase() != ActionPhase.ACTION_PHASE_RUNNING
                && state.version() < MAX_REASONS
                && !active.reason().equals(state.message());
    }

    /** Waits longer the longer it has waited; tells it once. */
    private static Decision noRoom(ActionState state, Seen.NoRoom noRoom, Instant now) {
        Duration waited = Duration.between(noRoom.since(), now).dividedBy(2);
        Duration wait = waited.compareTo(SHORTEST_WAIT) < 0
                ? SHORTEST_WAIT
                : waited.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : waited;
        Instant again = now.plus(wait);
        ActionPhase waiting = ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES;
        if (Phases.rank(state.phase()) >= Phases.rank(waiting)) {
            return Decision.unchanged(state, Effect.NONE, again);
        }
        Step step = new Step(waiting, state.attempt(), 0, noRoom.reason(), null, false);
        return Decision.step(state, Effect.NONE, step, null, again);
    }

    private static boolean isOver(Seen seen) {
        return seen instanceof Seen.Succeeded || seen instanceof Seen.Failed;
    }

    private static boolean endsAction(Decision decision) {
        return decision.steps().stream()
                .anyMatch(step -> step.attempt() == decision.attempt() && Phases.isTerminal(step.phase()));
    }

    private static Decision lookAgain(Decision d, Instant at) {
        Instant first = d.lookAgainAt() == null || at.isBefore(d.lookAgainAt()) ? at : d.lookAgainAt();
        return new Decision(
                d.effect(), d.steps(), d.attempt(), d.lost(), d.systemFailures(), d.notBefore(), d.failure(), first);
    }
}
