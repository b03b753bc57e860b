package org.flyte.dataproxy.logs.live;

/** The newest pieces of a log by their number, which counts from 0. */
final class PieceRing {
    private LogPiece[] pieces = new LogPiece[64];
    private long first;
    private long end;
    private int size;

    /** Number of the oldest piece that is kept. */
    long first() {
        return first;
    }

    /** Number of the next piece. */
    long end() {
        return end;
    }

    /** Bytes of the kept pieces. */
    int size() {
        return size;
    }

    LogPiece get(long number) {
        return pieces[at(number)];
    }

    void add(LogPiece piece) {
        if (end - first == pieces.length) {
            grow();
        }
        pieces[at(end++)] = piece;
        size += piece.size();
    }

    void removeFirst() {
        int at = at(first++);
        size -= pieces[at].size();
        pieces[at] = null;
    }

    private int at(long number) {
        return (int) (number & (pieces.length - 1));
    }

    private void grow() {
        LogPiece[] larger = new LogPiece[2 * pieces.length];
        for (long number = first; number < end; number++) {
            larger[(int) (number & (larger.length - 1))] = get(number);
        }
        pieces = larger;
    }
}
