package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.idl.common.ActionPhase;

/**
 * What the status of an action says.
 *
 * @param phase UNSPECIFIED before the first reconcile; then it counts as queued
 * @param attempt from 1
 * @param version of the phase
 * @param message of the last change
 * @param started whether the object of this physical try was seen and written down
 * @param lost objects of this attempt that infrastructure took away
 * @param systemFailures over the whole life of the action
 * @param notBefore earliest time of the next start, or null
 * @param createdAt when the action was created
 * @param queuedAt when this attempt was queued
 * @param runningAt when this attempt started to run, or null
 */
public record ActionState(
        ActionPhase phase,
        int attempt,
        int version,
        String message,
        boolean started,
        int lost,
        int systemFailures,
        Instant notBefore,
        Instant createdAt,
        Instant queuedAt,
        Instant runningAt) {
    public boolean isTerminal() {
        return Phases.isTerminal(phase);
    }

    /** The same as far as time limits go, once the decision is carried out: a new attempt waits, a started one runs. */
    ActionState after(Decision decision, Instant now) {
        boolean next = decision.attempt() != attempt;
        boolean runs = decision.steps().stream().anyMatch(step -> step.phase() == ActionPhase.ACTION_PHASE_RUNNING);
        return new ActionState(
                phase,
                decision.attempt(),
                version,
                message,
                started,
                lost,
                systemFailures,
                notBefore,
                createdAt,
                next ? now : queuedAt,
                runs ? now : next ? null : runningAt);
    }
}
