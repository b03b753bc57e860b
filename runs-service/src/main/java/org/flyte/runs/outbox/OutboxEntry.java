package org.flyte.runs.outbox;

import org.flyte.platform.model.ActionKey;

/**
 * A call to actions-service that is still to be made: written in the transaction of the change that causes it, removed
 * after the answer; see docs/adr/0017-outbox-and-leases-for-work-between-services.md.
 *
 * @param id of the row
 * @param failures calls that failed so far
 */
public record OutboxEntry(long id, Kind kind, ActionKey key, int failures) {
    /** Which call to make; the numbers are stored. */
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

    /** An entry that was just committed. */
    public static OutboxEntry first(long id, Kind kind, ActionKey key) {
        return new OutboxEntry(id, kind, key, 0);
    }
}
