package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.WatchClusterEventsResponse;

/**
 * Streams the cluster events of one attempt, each once, until attempt or action has ended.
 *
 * <p>Events are numbered before their transactions commit, so a pass over the attempt begins at the number up to which all
 * are committed and were sent, and leaves out what was sent after it. Once attempt or action has ended, one more pass follows
 * the end of the transactions that were in progress then.
 */
final class ClusterEventsStream extends WatchStream<WatchClusterEventsResponse> {
    private final Source source;
    /** Numbers of events after {@link #complete} that were sent. */
    private final Set<Long> sent = new HashSet<>();

    private long complete;
    private long completeAfterPass;
    private long position;
    private boolean reading;
    private boolean inPass;
    private boolean ended;
    private boolean waiting;
    private volatile boolean settled;
    private volatile boolean stale = true;
    private volatile Batch arrived;

    /**
     * What was read after a position.
     *
     * @param events in the order of their numbers
     * @param more whether the batch was full
     * @param ended whether attempt or action has ended
     */
    record Batch(List<Numbered> events, boolean more, boolean ended) {}

    /** What one event of the action says of the cluster. */
    record Numbered(long number, List<ClusterEvent> clusterEvents) {}

    /** Where the events come from. */
    interface Source {
        /** Calls the listener after each change; returns how to unsubscribe. */
        Runnable subscribe(Runnable listener);

        /** All events up to this number are committed. */
        long committed();

        Uni<Batch> read(long after);

        /** Completes when the transactions that are in progress now have ended, or after a time limit. */
        Uni<Void> transactionsEnded();
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
        if (!reading && wanted() && (inPass || stale)) {
            if (!inPass) {
                beginPass();
            }
            reading = true;
            source.read(position).subscribe().with(this::arrive, this::failed);
        }
    }

    private void beginPass() {
        inPass = true;
        stale = false;
        // Before the first read: what is committed now, all reads of the pass show.
        completeAfterPass = Math.max(complete, source.committed());
        position = complete;
    }

    private void take(Batch batch) {
        arrived = null;
        reading = false;
        ended |= batch.ended();
        WatchClusterEventsResponse.Builder news = WatchClusterEventsResponse.newBuilder();
        for (Numbered event : batch.events()) {
            position = event.number();
            if (sent.add(event.number())) {
                news.addAllClusterEvents(event.clusterEvents());
            }
        }
        if (news.getClusterEventsCount() > 0) {
            emit(news.build());
        }
        if (!batch.more()) {
            endPass();
        }
    }

    private void endPass() {
        inPass = false;
        complete = completeAfterPass;
        sent.removeIf(number -> number <= complete);
        if (!ended) {
            return;
        }
        if (!waiting) {
            waiting = true;
            source.transactionsEnded().subscribe().with(done -> settled(), this::failed);
        } else if (settled && !stale) {
            complete();
        }
    }

    private void settled() {
        stale = true;
        settled = true;
        wake();
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
