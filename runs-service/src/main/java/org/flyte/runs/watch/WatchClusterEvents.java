package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.ActionStore;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.ClusterEventsStream.Batch;

/** Streams the events of the cluster about one attempt. */
@ApplicationScoped
public class WatchClusterEvents {
    private final ActionStore actions;
    private final ClusterEventStore events;
    private final ChangeBroadcaster broadcaster;
    private final ChangePoller poller;
    private final ActiveStreams active;

    WatchClusterEvents(
            ActionStore actions,
            ClusterEventStore events,
            ChangeBroadcaster broadcaster,
            ChangePoller poller,
            ActiveStreams active) {
        this.actions = actions;
        this.events = events;
        this.broadcaster = broadcaster;
        this.poller = poller;
        this.active = active;
    }

    /** @param attempt from 1 */
    public Multi<WatchClusterEventsResponse> execute(ActionKey key, int attempt) {
        return WatchStream.multi(subscriber -> new ClusterEventsStream(subscriber, active, source(key, attempt)));
    }

    private ClusterEventsStream.Source source(ActionKey key, int attempt) {
        return new ClusterEventsStream.Source() {
            @Override
            public Runnable subscribe(Runnable listener) {
                return broadcaster.subscribe(key, version -> listener.run());
            }

            @Override
            public long committed() {
                return poller.eventPosition();
            }

            @Override
            public Uni<Void> transactionsEnded() {
                return poller.transactionsEnded();
            }

            @Override
            public Uni<Batch> read(long after) {
                // The row before the events: when it has ended, the second read has all its events.
                return actions.action(key)
                        .map(action -> RunKind.EXECUTED.require(action.row()).hasEnded())
                        .chain(ended -> events.read(key, attempt, after, ended));
            }
        };
    }
}
