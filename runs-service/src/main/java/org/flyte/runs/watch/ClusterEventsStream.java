package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.idl.workflow.WatchClusterEventsResponse;

/** Streams the cluster events of one attempt, each once, until attempt or action has ended. */
final class ClusterEventsStream extends WatchStream<WatchClusterEventsResponse> {
    private final Source source;
    private long position;
    private boolean reading;
    private volatile boolean stale = true;
    private volatile Batch arrived;

    /**
     * What was read after a position.
     *
     * @param position where the next read starts
     * @param more whether the batch was full
     * @param ended whether nothing more will come
     */
    record Batch(WatchClusterEventsResponse events, long position, boolean more, boolean ended) {}

    /** Where the events come from. */
    interface Source {
        /** Calls the listener after each change; returns how to unsubscribe. */
        Runnable subscribe(Runnable listener);

        Uni<Batch> read(long after);
    }

    ClusterEventsStream(
            Subscriber<? super WatchClusterEventsResponse> subscriber, ActiveStreams active, Source source) {
        super(subscriber, active);
        this.source = source;
    }

    @Override
    protected Runnable start() {
        return source.subscribe(this::changed);
    }

    @Override
    protected WatchClusterEventsResponse heartbeat() {
        return WatchClusterEventsResponse.getDefaultInstance();
    }

    @Override
    protected void step() {
        if (arrived != null && wanted()) {
            take(arrived);
        }
        if (stale && !reading && wanted()) {
            stale = false;
            reading = true;
            source.read(position).subscribe().with(this::arrive, this::failed);
        }
    }

    private void take(Batch batch) {
        arrived = null;
        reading = false;
        position = batch.position();
        if (batch.events().getClusterEventsCount() > 0) {
            emit(batch.events());
        }
        if (batch.more()) {
            stale = true;
        } else if (batch.ended()) {
            complete();
        }
    }

    private void changed() {
        stale = true;
        wake();
    }

    private void arrive(Batch batch) {
        arrived = batch;
        wake();
    }
}
