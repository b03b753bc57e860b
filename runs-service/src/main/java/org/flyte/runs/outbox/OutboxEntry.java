package org.flyte.runs.outbox;

import com.google.protobuf.ByteString;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.tracing.TraceParent;

/**
 * A call to actions-service that is still to be made: written in the transaction of the change that causes it, removed
 * after the answer; see docs/adr/0017-outbox-and-leases-for-work-between-services.md.
 *
 * @param id of the row
 * @param failures calls that failed so far
 * @param payload the request, null when it is built from the action's row
 * @param trace of the call that caused it, null without one
 */
public record OutboxEntry(long id, Kind kind, ActionKey key, int failures, ByteString payload, TraceParent trace) {
    /** Which call to make; the numbers are stored. Entries of a higher number are delivered first. */
    public enum Kind {
        ENQUEUE(1),
        ABORT(2),
        SIGNAL(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        static Kind of(int number) {
            return switch (number) {
                case 1 -> ENQUEUE;
                case 2 -> ABORT;
                case 3 -> SIGNAL;
                default -> throw new IllegalStateException("no kind of outbox entry has number " + number);
            };
        }
    }

    /** An entry of an action to enqueue that was just committed. */
    public static OutboxEntry enqueue(long id, ActionKey key, TraceParent trace) {
        return new OutboxEntry(id, Kind.ENQUEUE, key, 0, null, trace);
    }

    /** An entry with its request that was just committed. */
    public static OutboxEntry first(long id, Kind kind, ActionKey key, ByteString payload) {
        return new OutboxEntry(id, kind, key, 0, payload, null);
    }

    boolean isUrgent() {
        return kind != Kind.ENQUEUE;
    }
}
