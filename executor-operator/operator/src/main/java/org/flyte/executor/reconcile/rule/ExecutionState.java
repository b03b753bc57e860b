package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;

/**
 * What the status of an action says.
 *
 * @param recorded the last recorded phase
 * @param tries how often it was tried
 * @param started whether the object of the current try was seen and recorded
 * @param notBefore earliest time of the next start, or null
 * @param times when it came where
 */
public record ExecutionState(Recorded recorded, Tries tries, boolean started, Instant notBefore, Times times) {
    /**
     * The last recorded phase.
     *
     * @param phase UNSPECIFIED before the first reconcile; then it counts as queued
     * @param version of the phase
     * @param message of the last change; empty when there is none
     */
    public record Recorded(ActionPhase phase, int version, String message) {
        /** Before the first reconcile. */
        public static final Recorded NOTHING = new Recorded(ActionPhase.ACTION_PHASE_UNSPECIFIED, 0, "");
    }

    /**
     * When the action came where.
     *
     * @param createdAt when the action was created
     * @param queuedAt when the current attempt was queued
     * @param runningAt when the current attempt started to run, or null
     */
    public record Times(Instant createdAt, Instant queuedAt, Instant runningAt) {}

    /** Before the first reconcile. */
    public static ExecutionState created(Instant at) {
        return new ExecutionState(Recorded.NOTHING, Tries.FIRST, false, null, new Times(at, at, null));
    }

    public ActionPhase phase() {
        return recorded.phase();
    }

    public int attempt() {
        return tries.attempt();
    }

    public int version() {
        return recorded.version();
    }

    public String message() {
        return recorded.message();
    }

    public boolean isTerminal() {
        return ActionPhases.isTerminal(phase());
    }

    /** The times once the decision is carried out: a new attempt is queued, a started one runs. */
    Times timesAfter(Decision decision, Instant now) {
        if (!(decision instanceof Change change)) {
            return times;
        }
        boolean next = change.tries().attempt() != attempt();
        boolean runs = change.steps().stream().anyMatch(step -> step.phase() == ActionPhase.ACTION_PHASE_RUNNING);
        return new Times(
                times.createdAt(), next ? now : times.queuedAt(), runs ? now : next ? null : times.runningAt());
    }
}
