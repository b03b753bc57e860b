package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/** What to do next about an action. */
public sealed interface Decision {
    /** When to reconcile again even if nothing happens; null when only an event can change anything. */
    Instant lookAgainAt();

    /** The same decision, reconciled again at the given time unless it would be earlier anyway. */
    Decision lookAgainBy(Instant time);

    /** Do nothing. */
    record Wait(Instant lookAgainAt) implements Decision {
        /** Until an event comes. */
        public static final Wait FOR_EVENT = new Wait(null);

        @Override
        public Wait lookAgainBy(Instant time) {
            return new Wait(earlier(lookAgainAt, time));
        }
    }

    /** Create the object of the current try; the status does not change. */
    record Start(Instant lookAgainAt) implements Decision {
        @Override
        public Start lookAgainBy(Instant time) {
            return new Start(earlier(lookAgainAt, time));
        }
    }

    /** A decision that changes the status. */
    sealed interface Change extends Decision {
        /** Phases to append, in order; at least one. */
        List<Step> steps();

        /** What counts from now on. */
        Tries tries();

        /** Earliest time of the next start, or null. */
        default Instant notBefore() {
            return null;
        }

        /** Why the action failed for good, or null. */
        default Failure failure() {
            return null;
        }
    }

    /** Record a later phase, or a new reason for the same one, of the current attempt. */
    record Advance(Step step, Tries tries, Instant lookAgainAt) implements Change {
        @Override
        public List<Step> steps() {
            return List.of(step);
        }

        @Override
        public Advance lookAgainBy(Instant time) {
            return new Advance(step, tries, earlier(lookAgainAt, time));
        }
    }

    /** Stop the object of the current try and start the next one after a back-off: of this attempt or of the next. */
    record RetryAfter(List<Step> steps, Tries tries, Instant notBefore, Instant lookAgainAt) implements Change {
        @Override
        public RetryAfter lookAgainBy(Instant time) {
            return new RetryAfter(steps, tries, notBefore, earlier(lookAgainAt, time));
        }

        /** The same, with a phase to record before. */
        RetryAfter after(Step first) {
            return new RetryAfter(prepend(first, steps), tries, notBefore, lookAgainAt);
        }
    }

    /** Stop the object of the current try; the action has ended, with the last of the steps. */
    record Finish(List<Step> steps, Tries tries) implements Change {
        public Finish(Step end, Tries tries) {
            this(List.of(end), tries);
        }

        /** How it ended. */
        public Step end() {
            return steps.getLast();
        }

        @Override
        public Failure failure() {
            return end().failure();
        }

        @Override
        public Instant lookAgainAt() {
            return null;
        }

        /** Nothing can change any more. */
        @Override
        public Finish lookAgainBy(Instant time) {
            return this;
        }

        /** The same, with a phase to record before. */
        Finish after(Step first) {
            return new Finish(prepend(first, steps), tries);
        }
    }

    /** Fails the action before it had an object, because its spec cannot be carried out. */
    static Finish refuse(Tries tries, Failure failure) {
        return new Finish(Step.failedWithoutObject(ActionPhase.ACTION_PHASE_FAILED, tries.attempt(), failure), tries);
    }

    private static List<Step> prepend(Step first, List<Step> steps) {
        return Stream.concat(Stream.of(first), steps.stream()).toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
