package org.flyte.dataproxy.logs.live;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a reader has got in a log, so that it can go on in another stream of the same log: the newest time that it has
 * seen and the number of pieces of that time.
 */
public final class LogCursor {
    private Instant time = Instant.MIN;
    private int count;
    private boolean repeating;
    private int repeated;

    /** The next piece comes from a stream that may repeat what the reader has. */
    public void changeStream() {
        repeating = true;
        repeated = 0;
    }

    /** Whether the reader does not have this piece yet; then it has it from now on. */
    public boolean advance(LogPiece piece) {
        int order = piece.time().compareTo(time);
        if (repeating && isKnown(order)) {
            return false;
        }
        repeating = false;
        if (order > 0) {
            time = piece.time();
            count = 1;
        } else if (order == 0) {
            count++;
        }
        return true;
    }

    private boolean isKnown(int order) {
        if (order == 0) {
            repeated++;
            return repeated <= count;
        }
        return order < 0;
    }

    /** The newest time that was seen; empty at the beginning. */
    public Optional<Instant> time() {
        return time.equals(Instant.MIN) ? Optional.empty() : Optional.of(time);
    }

    /** Whether nothing was read yet. */
    public boolean isAtBeginning() {
        return count == 0;
    }
}
