package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.WatchClusterEventsRequest;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.query.ActionReader;
import org.flyte.runs.query.Blobs;
import org.flyte.runs.query.Ids;
import org.flyte.runs.query.Rows;
import org.flyte.runs.query.rule.Phases;
import org.flyte.runs.watch.ClusterEventsStream.Batch;

/** Streams what the cluster said about one attempt (runs spec §9.2). */
@ApplicationScoped
public class WatchClusterEvents {
    private static final int BATCH = 500;
    private static final String EVENTS = """
            SELECT info, seq FROM action_events
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4 AND attempt = $5 AND seq > $6
             ORDER BY seq LIMIT 500""";

    private final ActionReader actions;
    private final Pool pool;
    private final Hub hub;
    private final OpenStreams open;

    WatchClusterEvents(ActionReader actions, Pool pool, Hub hub, OpenStreams open) {
        this.actions = actions;
        this.pool = pool;
        this.hub = hub;
        this.open = open;
    }

    public Multi<WatchClusterEventsResponse> execute(WatchClusterEventsRequest request) {
        ActionIdentifier id = Ids.required("id", request.getId());
        int attempt = request.getAttempt();
        if (attempt < 1) {
            throw new InvalidArgument("attempt must be at least 1");
        }
        return DemandStream.multi(subscriber -> new ClusterEventsStream(subscriber, open, source(id, attempt)));
    }

    private ClusterEventsStream.Source source(ActionIdentifier id, int attempt) {
        return new ClusterEventsStream.Source() {
            @Override
            public Runnable follow(Runnable listener) {
                return hub.follow(RunKey.of(id.getRun()), id.getName(), version -> listener.run());
            }

            @Override
            public Uni<Batch> read(long after) {
                // The row before the events: what it calls ended has all its events in the second read.
                return actions.action(id)
                        .map(state -> Phases.isTerminal(state.row().phase()))
                        .chain(ended -> events(id, attempt, after).map(rows -> batch(Rows.bare(rows), after, ended)));
            }
        };
    }

    private Uni<io.vertx.mutiny.sqlclient.RowSet<io.vertx.mutiny.sqlclient.Row>> events(
            ActionIdentifier id, int attempt, long after) {
        RunIdentifier run = id.getRun();
        return pool.preparedQuery(EVENTS)
                .execute(Tuple.of(run.getProject(), run.getDomain(), run.getName(), id.getName())
                        .addInteger(attempt)
                        .addLong(after));
    }

    private static Batch batch(RowSet<Row> rows, long after, boolean actionEnded) {
        WatchClusterEventsResponse.Builder events = WatchClusterEventsResponse.newBuilder();
        long position = after;
        boolean ended = actionEnded;
        for (Row row : rows) {
            position = row.getLong(1);
            ActionEvent event = Blobs.parse(ActionEvent.parser(), row.getBuffer(0));
            if (event != null) {
                events.addAllClusterEvents(event.getClusterEventsList());
                ended |= Phases.isTerminal(event.getPhase());
            }
        }
        return new Batch(events.build(), position, rows.size() == BATCH, ended);
    }
}
