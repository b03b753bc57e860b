package org.flyte.runs.action;

import org.flyte.runs.change.ChangeNotifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.flyte.runs.db.Columns;

/**
 * Writes events to the log and their phases to the actions, in one transaction (runs spec §12, design D3). Events that
 * are there already are left alone, so a batch may be written any number of times.
 */
@ApplicationScoped
public class EventWriter {
    private static final String INSERT = """
            INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info, error_kind)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::smallint[], $7::int[],
                                 $8::bytea[], $9::text[])
            ON CONFLICT DO NOTHING
            """;

    private final PhaseWriter phases;
    private final ChangeNotifier changes;
    private final Pool pool;

    public EventWriter(PhaseWriter phases, ChangeNotifier changes, Pool pool) {
        this.phases = phases;
        this.changes = changes;
        this.pool = pool;
    }

    /** Completes after the commit, when watchers are told. */
    public Uni<Void> write(List<EventRow> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<List<PhaseReport>> rounds = ReportRounds.of(
                events.stream().map(row -> Reports.of(row.event())).toList());
        List<EventRow> inOrder =
                events.stream().sorted(Comparator.comparing(EventRow::key)).toList();
        return pool.withTransaction(tx -> insert(tx, inOrder).chain(() -> apply(tx, rounds)))
                .invoke(() -> changes.changed(
                        events.stream().map(EventRow::key).distinct().toList()));
    }

    private static Uni<Void> insert(SqlConnection tx, List<EventRow> events) {
        return tx.preparedQuery(INSERT).execute(tuple(events)).replaceWithVoid();
    }

    private Uni<Void> apply(SqlConnection tx, List<List<PhaseReport>> rounds) {
        return Multi.createFrom()
                .iterable(rounds)
                .onItem()
                .transformToUniAndConcatenate(round -> phases.apply(tx, round))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Tuple tuple(List<EventRow> events) {
        return Columns.of(events)
                .text(e -> e.key().project())
                .text(e -> e.key().domain())
                .text(e -> e.key().runName())
                .text(e -> e.key().name())
                .integer(EventRow::attempt)
                .small(e -> e.phase().getNumber())
                .integer(EventRow::version)
                .bytes(e -> e.event().toByteString())
                .text(EventRow::errorKind)
                .tuple();
    }
}
