package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.query.DetailsSnapshot;

/**
 * Streams one action: its details now, and again after each change, until it has ended.
 *
 * <p>Changes that come while the client is busy are read once, in their newest state. The stream of a task that ended
 * stays open until the events of its last attempt are there, at most for a grace time: the last message must carry
 * outputs, error and logs.
 */
final class DetailsStream<T> extends WatchStream<T> {
    private final Source<T> source;
    private DetailsSnapshot latest;
    private T sent;
    private boolean reading;
    private boolean unsent;
    private FailureHold hold;
    private boolean seenBefore;
    private boolean graceStarted;
    private volatile boolean stale;
    private volatile boolean graceOver;
    private volatile DetailsSnapshot arrived;

    /** Where the snapshots come from and what is made of them. */
    interface Source<T> {
        /** Calls the listener after each change; returns how to unsubscribe. */
        Runnable subscribe(Runnable listener);

        /** @param earlier null at first */
        Uni<DetailsSnapshot> read(DetailsSnapshot earlier);

        T message(DetailsSnapshot snapshot);

        /** Whether the snapshot shows a failure that a further attempt may follow at once. */
        boolean failedRecently(DetailsSnapshot snapshot);

        /** Calls back when a recent failure has had time to be followed by a further attempt. */
        void afterSettling(Runnable then);

        /** Calls back when the error of a recent failure is no longer waited for. */
        void afterErrorGrace(Runnable then);

        /** Calls back after the grace time. */
        void afterGrace(Runnable then);
    }

    DetailsStream(Subscriber<? super T> subscriber, ActiveStreams active, Source<T> source) {
        super(subscriber, active);
        this.source = source;
    }

    @Override
    protected Runnable start() {
        stale = true;
        return source.subscribe(this::changed);
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
        if (stale && !reading && wanted()) {
            stale = false;
            reading = true;
            source.read(latest).subscribe().with(this::arrive, this::failed);
        }
    }

    /**
     * A failed attempt, its error and the next attempt are separate reports, and the client would give up on the first alone:
     * a recent failure is held back for as long as the next attempt may follow at once, and until its error is there or is no
     * longer waited for.
     */
    private boolean holdsBack(DetailsSnapshot snapshot) {
        int attempt = snapshot.details().getStatus().getAttempts();
        if (!ActionPhases.isRetryable(snapshot.details().getStatus().getPhase())) {
            hold = null;
            seenBefore = true;
        } else if (hold == null || hold.attempt != attempt) {
            hold = new FailureHold(attempt);
            // Whatever the clocks say, what this stream has seen in another phase has failed since.
            if ((seenBefore && snapshot.details().getMetadata().hasTask()) || source.failedRecently(snapshot)) {
                hold.begin();
            }
        }
        return hold != null && hold.holds(snapshot);
    }

    /** The failure of one attempt, from when the stream learns of it. */
    private final class FailureHold {
        private final int attempt;
        private volatile boolean settled = true;
        private volatile boolean errorGraceOver = true;

        FailureHold(int attempt) {
            this.attempt = attempt;
        }

        void begin() {
            settled = false;
            errorGraceOver = false;
            source.afterSettling(() -> {
                settled = true;
                changed();
            });
            source.afterErrorGrace(() -> {
                errorGraceOver = true;
                changed();
            });
        }

        boolean holds(DetailsSnapshot snapshot) {
            return !settled || (snapshot.errorMissing() && !errorGraceOver);
        }
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
        stale = true;
        wake();
    }

    private void arrive(DetailsSnapshot snapshot) {
        arrived = snapshot;
        wake();
    }
}
