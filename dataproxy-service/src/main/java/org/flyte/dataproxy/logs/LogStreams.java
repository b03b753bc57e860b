package org.flyte.dataproxy.logs;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.jboss.logging.Logger;

/**
 * The open log streams: limited in number, and all closed when the server shuts down. When all are open, the one whose
 * client has not read for the longest time makes room.
 */
final class LogStreams {
    private static final Logger LOG = Logger.getLogger(LogStreams.class);

    private final int max;
    private final Duration idleBeforeEviction;
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean shuttingDown;

    /**
     * @param idleBeforeEviction how long a client may not have read before its stream can make room for another
     */
    LogStreams(int max, Duration idleBeforeEviction) {
        this.max = max;
        this.idleBeforeEviction = idleBeforeEviction;
    }

    synchronized Ticket open() {
        checkRunning();
        if (open.size() >= max && !evict()) {
            throw new Unavailable(
                    null, "all %d log streams of flyte.dataproxy.logs.max-streams are open: try again later", max);
        }
        Ticket ticket = new Ticket();
        open.add(ticket);
        return ticket;
    }

    private boolean evict() {
        Optional<Ticket> longest = open.stream()
                .filter(ticket -> ticket.isStalled(idleBeforeEviction))
                .min(Comparator.comparingLong(Ticket::stalledSince));
        longest.ifPresent(ticket -> ticket.end(
                new Exhausted("the stream was not read while other clients waited for one: read it, or open fewer")));
        return longest.isPresent();
    }

    /** Fails when the server is shutting down: a stream that ends then is not complete. */
    void checkRunning() {
        if (shuttingDown) {
            throw shuttingDown();
        }
    }

    private static Unavailable shuttingDown() {
        return new Unavailable(null, "the server is shutting down: try again");
    }

    /** How many streams are open now. */
    int count() {
        return open.size();
    }

    void stop() {
        shuttingDown = true;
        open.forEach(ticket -> ticket.end(shuttingDown()));
    }

    /** The permit of one stream. Closing it, also from another thread, stops the reading and releases the permit once. */
    final class Ticket implements AutoCloseable {
        private AutoCloseable source;
        private Thread thread;
        private boolean closed;
        private FlyteException reason;
        private volatile long stalledSince;

        synchronized boolean isOpen() {
            return !closed;
        }

        /** Why the stream was ended by the server; empty when it was not. */
        synchronized Optional<FlyteException> reason() {
            return Optional.ofNullable(reason);
        }

        /** Registers what the stream reads from; a ticket that is closed already closes it at once. */
        <T extends AutoCloseable> T register(T opened) throws IOException {
            synchronized (this) {
                if (!closed) {
                    source = opened;
                    thread = Thread.currentThread();
                    return opened;
                }
            }
            closeQuietly(opened);
            throw new IOException("the stream was closed");
        }

        /** The client takes nothing, since now. */
        void stalled() {
            stalledSince = System.nanoTime();
        }

        /** The client takes what it is sent. */
        void reads() {
            stalledSince = 0;
        }

        long stalledSince() {
            return stalledSince;
        }

        private boolean isStalled(Duration atLeast) {
            long since = stalledSince;
            return since != 0 && System.nanoTime() - since >= atLeast.toNanos();
        }

        /** Ends the stream with that failure. */
        void end(FlyteException why) {
            synchronized (this) {
                if (reason == null) {
                    reason = why;
                }
            }
            close();
        }

        @Override
        public void close() {
            AutoCloseable toClose;
            Thread toWake;
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                toClose = source;
                toWake = thread;
            }
            open.remove(this);
            if (toClose != null && toWake != Thread.currentThread()) {
                toWake.interrupt();
                closeQuietly(toClose);
            }
        }
    }

    private static void closeQuietly(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            LOG.debugf("log stream not closed cause=%s", e.getMessage());
        }
    }
}
