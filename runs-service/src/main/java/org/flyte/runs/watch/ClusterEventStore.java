package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.watch.ClusterEventsStream.Batch;
import org.flyte.runs.watch.ClusterEventsStream.Numbered;

/** Reads the cluster events of one attempt in the order of their numbers. */
@ApplicationScoped
class ClusterEventStore {
    private enum EventColumn implements ResultColumn {
        INFO,
        SEQ
    }

    private static final int BATCH = 500;

    static final String EVENTS = """
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
     * @param actionEnded whether the action had ended before this read
     */
    Uni<Batch> read(ActionKey key, int attempt, long after, boolean actionEnded) {
        return pool.preparedQuery(EVENTS)
                .execute(Tuple.of(key.project(), key.domain(), key.runName(), key.name())
                        .addInteger(attempt)
                        .addLong(after))
                .map(rows -> batch(ResultRows.of(rows), actionEnded));
    }

    private static Batch batch(ResultRows rows, boolean actionEnded) {
        List<Numbered> events = new ArrayList<>();
        boolean ended = actionEnded;
        for (Row row : rows) {
            ActionEvent event = EventColumn.INFO.message(row, ActionEvent.parser());
            events.add(new Numbered(
                    EventColumn.SEQ.number(row), event == null ? List.of() : event.getClusterEventsList()));
            ended |= event != null && ActionPhases.isTerminal(event.getPhase());
        }
        return new Batch(events, rows.size() == BATCH, ended);
    }
}
