package org.flyte.runs.action;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.flyte.runs.action.PhaseStore.Applied;
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
        boolean read = rows.stream().anyMatch(row -> changes.wantsRows(row.key().run()));
        return write(inKeyOrder, batches, read)
                .invoke(applied -> {
                    applied.forEach(batch -> PhaseStore.logEnded(batch.written()));
                    changes.changed(
                            rows.stream().map(EventRow::key).toList(),
                            applied.stream()
                                    .flatMap(batch -> batch.rows().stream())
                                    .toList());
                })
                .replaceWithVoid();
    }

    /**
     * In a transaction of the caller: appends events, and applies reports that may say more than they do. The caller
     * announces the change after the commit.
     */
    public Uni<Void> execute(SqlConnection tx, List<EventRow> rows, List<PhaseReport> reports) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : events.append(tx, rows)
                        .chain(() -> update(tx, ReportBatches.of(reports), false))
                        .replaceWithVoid();
    }

    /** In one statement, unless the events of one action cannot be merged into one report. */
    private Uni<List<Applied>> write(List<EventRow> rows, List<List<PhaseReport>> batches, boolean read) {
        return batches.size() == 1
                ? phases.appendAndUpdate(pool, rows, batches.getFirst(), read).map(List::of)
                : pool.withTransaction(tx -> events.append(tx, rows).chain(() -> update(tx, batches, read)));
    }

    private Uni<List<Applied>> update(SqlConnection tx, List<List<PhaseReport>> batches, boolean read) {
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(batch -> phases.update(tx, batch, read))
                .collect()
                .asList();
    }
}
