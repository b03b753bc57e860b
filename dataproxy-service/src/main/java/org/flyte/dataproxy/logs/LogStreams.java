package org.flyte.dataproxy.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.flyte.platform.model.FlyteException.Unavailable;

/** The open log streams: limited in number, and all closed when the server shuts down. */
final class LogStreams {
    private final Semaphore permits;
    private final int max;
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean shuttingDown;

    LogStreams(int max) {
        this.max = max;
        this.permits = new Semaphore(max);
    }

    Ticket open() {
        checkRunning();
        if (!permits.tryAcquire()) {
            throw new Unavailable(
                    null, "all %d log streams of flyte.dataproxy.logs.max-streams are open: try again later", max);
        }
        Ticket ticket = new Ticket();
        open.add(ticket);
        return ticket;
    }

    /** Fails when the server is shutting down: a stream that ends then is not complete. */
    void checkRunning() {
        if (shuttingDown) {
            throw shuttingDown();
        }
    }

    static Unavailable shuttingDown() {
        return new Unavailable(null, "the server is shutting down: try again");
    }

    /** How many streams are open now. */
    int count() {
        return open.size();
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    void stop() {
        shuttingDown = true;
        open.forEach(Ticket::close);
    }

    /** The permit of one stream. Closing it, also from another thread, stops the reading and releases the permit once. */
    final class Ticket implements AutoCloseable {
        private LineReader reader;
        private Thread thread;
        private boolean closed;

        synchronized boolean isOpen() {
            return !closed;
        }

        /** Registers what the stream reads from; a ticket that is closed already closes it at once. */
        LineReader register(LineReader lines) throws IOException {
            synchronized (this) {
                if (!closed) {
                    reader = lines;
                    thread = Thread.currentThread();
                    return lines;
                }
            }
            lines.close();
            throw new IOException("the client has disconnected");
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
            permits.release();
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
