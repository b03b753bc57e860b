package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.reconcile.rule.Decision.Advance;
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
 * @param unrecorded that the object of the current try runs, while the status does not say so; else null
 */
public record ExecutionState(
        Recorded recorded, Tries tries, boolean started, Instant notBefore, Times times, Running unrecorded) {
    /** What the status says, and nothing else. */
    public ExecutionState(Recorded recorded, Tries tries, boolean started, Instant notBefore, Times times) {
        this(recorded, tries, started, notBefore, times, null);
    }

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
     * @param objectRunningAt when the object of the current try started to run, or null
     */
    public record Times(Instant createdAt, Instant queuedAt, Instant runningAt, Instant objectRunningAt) {
        /** The object of the current try does not run. */
        public Times(Instant createdAt, Instant queuedAt, Instant runningAt) {
            this(createdAt, queuedAt, runningAt, null);
        }
    }

    /**
     * An object that was seen to run.
     *
     * @param since when it began to run
     * @param seenAt when it was first seen to run
     */
    public record Running(Instant since, Instant seenAt) {}

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

    /** Whether the object of the current try was seen, recorded or not. */
    public boolean wasSeen() {
        return started || unrecorded != null;
    }

    /** Whether the status says that the object of the current try runs, or has run. */
    public boolean hasRecordedRunning() {
        return started && ActionPhases.rank(phase()) >= ActionPhases.rank(ActionPhase.ACTION_PHASE_RUNNING);
    }

    /** The same status, with an object that runs although the status does not say so. */
    public ExecutionState with(Running seen) {
        return new ExecutionState(recorded, tries, started, notBefore, times, seen);
    }

    public boolean isTerminal() {
        return ActionPhases.isTerminal(phase());
    }

    /** To record now that the object runs; empty when the status says so or the object was not seen to run. */
    public Optional<Advance> recordRunning() {
        return Optional.ofNullable(unrecorded).map(seen -> new Advance(Step.running(this, seen.since()), tries, null));
    }

    /** The state once it is recorded that the object runs. */
    ExecutionState recorded(Step running) {
        Instant runningAt = times.runningAt() == null ? running.since() : times.runningAt();
        return new ExecutionState(
                new Recorded(running.phase(), running.version(), running.message()),
                tries,
                true,
                notBefore,
                new Times(times.createdAt(), times.queuedAt(), runningAt, running.since()));
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
