package org.flyte.runs.action;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.action.PhaseStore.Written;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Keyed;

/**
 * Appends events to the log and applies their phases to the actions, in one transaction. Events that are there already
 * are left alone, so a batch may be written any number of times.
 */
@ApplicationScoped
public class AppendEvents {
    private final EventStore events;
    private final PhaseStore phases;
    private final ChangeNotifier changes;
    private final Pool pool;

    AppendEvents(EventStore events, PhaseStore phases, ChangeNotifier changes, @Keyed Pool pool) {
        this.events = events;
        this.phases = phases;
        this.changes = changes;
        this.pool = pool;
    }

    /** Completes after the commit. */
    public Uni<Void> execute(List<EventRow> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<List<PhaseReport>> batches =
                ReportBatches.of(rows.stream().map(PhaseReport::of).toList());
        List<EventRow> inKeyOrder =
                rows.stream().sorted(Comparator.comparing(EventRow::key)).toList();
        return pool.withTransaction(tx -> events.append(tx, inKeyOrder).chain(() -> apply(tx, batches)))
                .invoke(written -> {
                    written.forEach(PhaseStore::logEnded);
                    changes.changed(rows.stream().map(EventRow::key).distinct().toList());
                })
                .replaceWithVoid();
    }

    private Uni<List<Map<ActionKey, Written>>> apply(SqlConnection tx, List<List<PhaseReport>> batches) {
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(batch -> phases.apply(tx, batch))
                .collect()
                .asList();
    }
}
