package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.runs.query.Details.Reading;

/**
 * Streams one action: its details now, and again after each change, until it has ended.
 *
 * <p>Changes that come while the reader is busy melt into one newer reading. A task that ended is held open until the
 * events of its last attempt are there, or a grace time is over: the last message must carry outputs, error and logs.
 */
final class RereadStream<T> extends DemandStream<T> {
    private final Source<T> source;
    private Reading latest;
    private T sent;
    private boolean reading;
    private boolean unsent;
    private boolean settling;
    private boolean graceStarted;
    private volatile boolean fresh;
    private volatile boolean graceOver;
    private volatile Reading arrived;

    /** Where the readings come from and what is made of them. */
    interface Source<T> {
        /** Calls the listener after each change; returns how to stop that. */
        Runnable follow(Runnable listener);

        Uni<Reading> read(Reading earlier);

        T message(Reading reading);

        /** Calls back when a fresh failure has had time to be followed by another attempt. */
        void afterSettling(Runnable then);

        /** Calls back after the grace time. */
        void afterGrace(Runnable then);
    }

    RereadStream(Subscriber<? super T> reader, OpenStreams open, Source<T> source) {
        super(reader, open);
        this.source = source;
    }

    @Override
    protected Runnable start() {
        fresh = true;
        return source.follow(this::changed);
    }

    /** The same details once more. */
    @Override
    protected T heartbeat() {
        return sent;
    }

    @Override
    protected void step() {
        if (arrived != null) {
            latest = arrived;
            arrived = null;
            reading = false;
            unsent = !holdsBack(latest);
        }
        if (unsent && wanted()) {
            send();
        }
        if (fresh && !reading && wanted()) {
            fresh = false;
            reading = true;
            source.read(latest).subscribe().with(this::arrive, this::failed);
        }
    }

    /**
     * A failed attempt and the next one are two reports, and the reader would give up on seeing the first alone: a
     * fresh failure is read a second time before it is told.
     */
    private boolean holdsBack(Reading reading) {
        if (!reading.freshFailure() || settling) {
            settling = false;
            return false;
        }
        settling = true;
        source.afterSettling(this::changed);
        return true;
    }

    private void send() {
        unsent = false;
        T message = source.message(latest);
        if (!Objects.equals(message, sent)) {
            sent = message;
            emit(message);
        }
        if (latest.complete() || (latest.ended() && graceOver)) {
            complete();
        } else if (latest.ended() && !graceStarted) {
            graceStarted = true;
            source.afterGrace(() -> {
                graceOver = true;
                changed();
            });
        } else if (!latest.ended()) {
            graceStarted = false;
            graceOver = false;
        }
    }

    private void changed() {
        fresh = true;
        wake();
    }

    private void arrive(Reading reading) {
        arrived = reading;
        wake();
    }
}
