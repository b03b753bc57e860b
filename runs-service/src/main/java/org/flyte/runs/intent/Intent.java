package org.flyte.runs.intent;

import org.flyte.runs.action.ActionKey;

/**
 * A call that is owed to actions-service (design D9): written with the change that owes it, removed after its answer.
 *
 * @param id of the row
 * @param attempts calls that failed so far
 */
public record Intent(long id, Kind kind, ActionKey key, int attempts) {
    /** What to call; numbers are stored. */
    public enum Kind {
        ENQUEUE(1),
        ABORT(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        static Kind of(int number) {
            return number == ABORT.number ? ABORT : ENQUEUE;
        }
    }
}
