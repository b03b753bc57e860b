package org.flyte.dataproxy.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.flyte.platform.model.FlyteException.Unavailable;

/** The log streams that are open now: so many at most, and all ended when the server stops. */
final class OpenStreams {
    private final Semaphore places;
    private final int most;
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    OpenStreams(int most) {
        this.most = most;
        this.places = new Semaphore(most);
    }

    Ticket open() {
        checkGoing();
        if (!places.tryAcquire()) {
            throw new Unavailable(null, "%d log streams are open, which is the most at once: try again later", most);
        }
        Ticket ticket = new Ticket();
        open.add(ticket);
        return ticket;
    }

    /** Fails when the server is stopping: a stream that ends then has not come to its end. */
    void checkGoing() {
        if (stopping) {
            throw stopping();
        }
    }

    static Unavailable stopping() {
        return new Unavailable(null, "the server is stopping: ask again");
    }

    /** How many streams are open now. */
    int count() {
        return open.size();
    }

    boolean isStopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
        open.forEach(Ticket::close);
    }

    /** The place of one stream. Closing it ends the reading, also from another thread, and frees the place once. */
    final class Ticket implements AutoCloseable {
        private LineReader reader;
        private Thread thread;
        private boolean closed;

        synchronized boolean isOpen() {
            return !closed;
        }

        /** Remembers what the stream reads from; a ticket that was closed meanwhile closes it at once. */
        LineReader reads(LineReader lines) throws IOException {
            synchronized (this) {
                if (!closed) {
                    reader = lines;
                    thread = Thread.currentThread();
                    return lines;
                }
            }
            lines.close();
            throw new IOException("the client has gone");
        }

        @Override
        public void close() {
            LineReader toClose;
            Thread toWake;
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                toClose = reader;
                toWake = thread;
            }
            open.remove(this);
            places.release();
            if (toClose != null && toWake != Thread.currentThread()) {
                toWake.interrupt();
                try {
                    toClose.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
