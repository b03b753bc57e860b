package org.flyte.dataproxy.logs.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.podlogs.PodLogSource;

/**
 * One upstream stream of a container's log, and the newest part of it for any number of readers. It goes as fast as the
 * fastest of them; a reader that falls behind reads what it has missed by itself. It ends with its last reader.
 */
public final class FollowedLog {
    private final PodLogSource.Request request;
    private final int maxSize;
    private final PieceRing newest = new PieceRing();
    private final Set<Reader> readers = new HashSet<>();
    private boolean closed;
    private boolean ended;
    private Exception failure;
    private LogPieceReader upstream;
    private Thread thread;

    /**
     * @param maxSize bytes that are kept
     */
    FollowedLog(PodLogSource.Request request, int maxSize) {
        this.request = request;
        this.maxSize = maxSize;
    }

    /** What the upstream stream was asked for. */
    public PodLogSource.Request request() {
        return request;
    }

    /** Adds a reader that keeps the stream open; empty when the stream has no readers any more. */
    synchronized Optional<Reader> register() {
        if (closed) {
            return Optional.empty();
        }
        Reader reader = new Reader();
        readers.add(reader);
        return Optional.of(reader);
    }

    /** Reads the upstream stream to its end. */
    void run(LogPieceReader opened) {
        try (LogPieceReader pieces = opened) {
            if (!start(pieces)) {
                return;
            }
            Optional<LogPiece> piece;
            while ((piece = pieces.next()).isPresent() && append(piece.get(), pieces.hasMore())) {}
            end(null);
        } catch (IOException | UncheckedIOException e) {
            end(e);
        } catch (InterruptedException e) {
            end(e);
        }
    }

    private synchronized boolean start(LogPieceReader pieces) {
        upstream = pieces;
        thread = Thread.currentThread();
        return !closed;
    }

    /** The upstream stream has ended, or could not be opened. */
    synchronized void end(Exception cause) {
        ended = true;
        failure = cause;
        thread = null;
        notifyAll();
    }

    private synchronized boolean append(LogPiece piece, boolean moreFollows) throws InterruptedException {
        while (!closed && newest.size() >= maxSize && !isOldestRead()) {
            notifyAll();
            wait();
        }
        while (newest.size() >= maxSize) {
            newest.removeFirst();
        }
        newest.add(piece);
        if (!moreFollows) {
            notifyAll();
        }
        return !closed;
    }

    /** By the fastest reader. */
    private boolean isOldestRead() {
        return readers.stream().anyMatch(reader -> reader.joined && reader.next > newest.first());
    }

    private void closeUpstream() {
        LogPieceReader toClose;
        synchronized (this) {
            toClose = upstream;
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
        if (toClose != null) {
            try {
                toClose.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The place of one reader in the stream. */
    public final class Reader implements AutoCloseable {
        private long next;
        private boolean joined;

        /** What the upstream stream was asked for. */
        public PodLogSource.Request request() {
            return request;
        }

        /**
         * Goes on from the cursor with the pieces that are kept. False when they do not reach back to it: then the
         * reader has to read what is missing elsewhere first.
         *
         * @param sameStart whether the reader is at the place where the stream has begun, or behind it
         */
        public boolean join(LogCursor cursor, boolean sameStart) {
            synchronized (FollowedLog.this) {
                boolean whole = newest.first() == 0 && sameStart;
                boolean reachesBack = newest.first() < newest.end()
                        && cursor.time()
                                .filter(newest.get(newest.first()).time()::isBefore)
                                .isPresent();
                if (!whole && !reachesBack) {
                    return false;
                }
                next = newest.first();
                joined = true;
                cursor.changeStream();
                FollowedLog.this.notifyAll();
                return true;
            }
        }

        /**
         * Waits for the next pieces; none when the time is over or at the end.
         *
         * @param full bytes from which on no further piece is taken
         * @return empty when pieces were dropped before the reader had them
         */
        public Optional<List<LogPiece>> take(int max, int full, Duration wait) throws InterruptedException {
            synchronized (FollowedLog.this) {
                long until = System.nanoTime() + wait.toNanos();
                while (next == newest.end() && !ended && !closed) {
                    long left = (until - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return Optional.of(List.of());
                    }
                    FollowedLog.this.wait(left);
                }
                if (next < newest.first()) {
                    joined = false;
                    return Optional.empty();
                }
                List<LogPiece> taken = new ArrayList<>();
                int size = 0;
                while (taken.size() < max && size < full && next < newest.end()) {
                    LogPiece piece = newest.get(next++);
                    taken.add(piece);
                    size += piece.size();
                }
                FollowedLog.this.notifyAll();
                return Optional.of(taken);
            }
        }

        /** Whether the upstream stream has ended and every piece of it was taken. */
        public boolean isAtEnd() {
            synchronized (FollowedLog.this) {
                return (ended || closed) && next >= newest.end();
            }
        }

        /** Why the stream has ended, or could not be opened; empty when it is complete. */
        public Optional<Exception> failure() {
            synchronized (FollowedLog.this) {
                return Optional.ofNullable(failure);
            }
        }

        @Override
        public void close() {
            boolean last;
            synchronized (FollowedLog.this) {
                last = readers.remove(this) && readers.isEmpty();
                closed |= last;
                FollowedLog.this.notifyAll();
            }
            if (last) {
                closeUpstream();
            }
        }
    }
}
