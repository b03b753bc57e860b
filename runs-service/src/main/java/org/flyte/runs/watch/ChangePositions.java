package org.flyte.runs.watch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Up to which number all changes are committed and have been read; see
 * docs/adr/0027-watches-advance-by-transaction-snapshots.md. Only {@link #read} may be called on any thread.
 */
final class ChangePositions {
    /** Positions are dropped beyond it, which only makes the next step coarser. */
    private static final int MAX_PENDING = 600;

    /**
     * The state of the database at a poll.
     *
     * @param number the highest one that was assigned, read before the snapshot
     * @param oldest id of the oldest transaction that was in progress; all older ones have ended
     * @param next an id that was assigned after the number was read
     */
    record Snapshot(long number, long oldest, long next) {}

    private final Deque<Snapshot> pending = new ArrayDeque<>();
    private boolean known;
    private volatile long read;

    /** Whether there is a number up to which all changes are committed. */
    boolean isKnown() {
        return known;
    }

    /** All changes up to this number have been read, or were committed before the first watch; 0 before it is known. */
    long read() {
        return read;
    }

    /**
     * Notes that all changes after {@link #read} that a snapshot shows were read.
     *
     * <p>What was numbered up to an earlier position belongs to transactions that had ids below that position's next one.
     * When all of them have ended, the snapshot shows all of those changes, and the next poll need not look at them again.
     */
    void advance(Snapshot now) {
        pending.addLast(now);
        while (!pending.isEmpty() && pending.getFirst().next() <= now.oldest()) {
            read = Math.max(read, pending.removeFirst().number());
            known = true;
        }
        if (pending.size() > MAX_PENDING) {
            Snapshot newest = pending.removeLast();
            pending.removeLast();
            pending.addLast(newest);
        }
    }
}
