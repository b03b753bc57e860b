package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.watch.ClusterEventsStream.Batch;

/** Reads the cluster events of one attempt in the order in which they arrived. */
@ApplicationScoped
class ClusterEventStore {
    private enum EventColumn implements ResultColumn {
        INFO,
        SEQ
    }

    private static final int BATCH = 500;

    private static final String EVENTS = """
            SELECT %s FROM action_events
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4 AND attempt = $5 AND seq > $6
             ORDER BY seq LIMIT %d
            """.formatted(ResultColumn.list(EventColumn.values()), BATCH);

    private final Pool pool;

    ClusterEventStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A batch of the events after a position.
     *
     * @param actionEnded whether the action had ended before this read, so that the batch is the last unless it is full
     */
    Uni<Batch> read(ActionKey key, int attempt, long after, boolean actionEnded) {
        return pool.preparedQuery(EVENTS)
                .execute(Tuple.of(key.project(), key.domain(), key.runName(), key.name())
                        .addInteger(attempt)
                        .addLong(after))
                .map(rows -> batch(ResultRows.of(rows), after, actionEnded));
    }

    private static Batch batch(ResultRows rows, long after, boolean actionEnded) {
        WatchClusterEventsResponse.Builder events = WatchClusterEventsResponse.newBuilder();
        long position = after;
        boolean ended = actionEnded;
        for (Row row : rows) {
            position = EventColumn.SEQ.number(row);
            ActionEvent event = EventColumn.INFO.message(row, ActionEvent.parser());
            if (event != null) {
                events.addAllClusterEvents(event.getClusterEventsList());
                ended |= ActionPhases.isTerminal(event.getPhase());
            }
        }
        return new Batch(events.build(), position, rows.size() == BATCH, ended);
    }
}
