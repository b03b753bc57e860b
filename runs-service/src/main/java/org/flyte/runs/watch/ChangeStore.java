package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.flyte.runs.watch.ChangePositions.Snapshot;

/** The queries behind the watches: rows of watched runs, and which of them changed. */
@ApplicationScoped
class ChangeStore {
    /** Maximum number of changes of a run, or of roots, in one read. */
    static final int PAGE = 20_000;

    private enum PositionColumn implements ResultColumn {
        LAST_CHANGE,
        LAST_EVENT
    }

    private enum SnapshotColumn implements ResultColumn {
        OLDEST,
        NEXT
    }

    /** The version of an action's row or the number of its events. */
    private enum VersionColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        RUN_NAME,
        NAME,
        VERSION;

        static final String LIST = ResultColumn.list(values());
    }

    /** The run is a column too: given once for all rows, the planner would read all of it for a few of its actions. */
    static final String ROWS =
            """
            SELECT %s
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(p, d, run, action)
              JOIN actions ON %s
            """.formatted(ActionColumn.LIST, ActionKeySql.match("actions", "r.p", "r.d", "r.run", "r.action"));

    /** As one range of an index: with three equal columns the planner reads and sorts all of a big run for each page. */
    private static final String PAGE_OF_RUN = """
            SELECT %s
              FROM actions
             WHERE %%s AND (project, domain, run_name) <= ($1::text, $2::text, $3::text)
             ORDER BY project, domain, run_name, created_at, name LIMIT %%s
            """.formatted(ActionColumn.LIST);

    static final String FIRST_PAGE =
            PAGE_OF_RUN.formatted("(project, domain, run_name) >= ($1::text, $2::text, $3::text)", "$4::bigint");

    static final String NEXT_PAGE = PAGE_OF_RUN.formatted(
            "(project, domain, run_name, created_at, name) > ($1::text, $2::text, $3::text, $4::timestamptz, $5::text)",
            "$6::bigint");

    private static final String POSITION = """
            SELECT c.last_value AS last_change, e.last_value AS last_event
              FROM change_seq AS c, action_events_seq_seq AS e""";

    /** The id of this very transaction is later than all that were assigned; a snapshot's xmax is not: it knows only ended ones. */
    private static final String SNAPSHOT = """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
                   pg_current_xact_id()::text::bigint AS next""";

    static final String CHANGES = """
            SELECT %s
              FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS w (project, domain, run_name, since)
             CROSS JOIN LATERAL (
                   SELECT name, change_seq AS version FROM action_changes AS a
                    WHERE a.project = w.project AND a.domain = w.domain AND a.run_name = w.run_name
                      AND a.change_seq > w.since
                    ORDER BY a.change_seq LIMIT %d) AS c
            """.formatted(VersionColumn.LIST, PAGE);

    static final String ROOTS =
            """
            SELECT %s FROM unnest($1::text[], $2::text[], $3::text[]) AS r(p, d, run) JOIN actions ON %s
            """.formatted(ActionColumn.LIST, ActionKeySql.match("actions", "r.p", "r.d", "r.run", ActionKeySql.ROOT));

    static final String ROOT_CHANGES = """
            SELECT %s
              FROM (SELECT project, domain, run_name, name, change_seq AS version FROM action_changes
                     WHERE name = %s AND change_seq > $1
                     ORDER BY change_seq LIMIT %d) AS c
            """.formatted(VersionColumn.LIST, ActionKeySql.ROOT, PAGE);

    static final String EVENTS = """
            SELECT %s
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS w (project, domain, run_name, name)
             CROSS JOIN LATERAL (
                   SELECT count(*) AS version FROM action_events AS a
                    WHERE a.project = w.project AND a.domain = w.domain AND a.run_name = w.run_name
                      AND a.name = w.name) AS e
             WHERE version > 0
            """.formatted(VersionColumn.LIST);

    private final Pool pool;
    private final Pool keyed;

    ChangeStore(Pool pool, @Keyed Pool keyed) {
        this.pool = pool;
        this.keyed = keyed;
    }

    /** Rows of a run by name. */
    Uni<List<ActionRow>> rows(RunKey run, String[] names) {
        List<ActionKey> keys =
                Arrays.stream(names).map(name -> new ActionKey(run, name)).toList();
        return keyed.preparedQuery(ROWS)
                .execute(ArrayParameters.of(keys).key(key -> key).tuple())
                .map(ActionRowReader::all);
    }

    /** A page of a run in order of creation, after the given row or from the start when that is null. */
    Uni<List<ActionRow>> page(RunKey run, ActionRow after, int size) {
        if (after == null) {
            return pool.preparedQuery(FIRST_PAGE)
                    .execute(tuple(run).addLong((long) size))
                    .map(ActionRowReader::all);
        }
        return pool.preparedQuery(NEXT_PAGE)
                .execute(tuple(run)
                        .addOffsetDateTime(after.timing().createdAt().atOffset(ZoneOffset.UTC))
                        .addString(after.name())
                        .addLong((long) size))
                .map(ActionRowReader::all);
    }

    /**
     * The state of the database at a poll.
     *
     * @param changes by the numbers of changes
     * @param events by the numbers of events
     */
    record Position(Snapshot changes, Snapshot events) {}

    /** The highest numbers, and then, in a statement of its own, which transactions are in progress. */
    Uni<Position> snapshot() {
        return pool.preparedQuery(POSITION)
                .execute()
                .map(ChangeStore::only)
                .chain(numbers -> pool.preparedQuery(SNAPSHOT)
                        .execute()
                        .map(ChangeStore::only)
                        .map(ids -> position(numbers, ids)));
    }

    private static Row only(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return ResultRows.of(rows).first(Function.identity()).orElseThrow();
    }

    private static Position position(Row numbers, Row ids) {
        long oldest = SnapshotColumn.OLDEST.number(ids);
        long next = SnapshotColumn.NEXT.number(ids);
        return new Position(
                new Snapshot(PositionColumn.LAST_CHANGE.number(numbers), oldest, next),
                new Snapshot(PositionColumn.LAST_EVENT.number(numbers), oldest, next));
    }

    /**
     * Names and versions of the rows of these runs that changed after the given numbers, by run at most {@link #PAGE}, the
     * earliest first.
     */
    Uni<Map<RunKey, Map<String, Long>>> changes(Map<RunKey, Long> since) {
        if (since.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<RunKey> runs = List.copyOf(since.keySet());
        return pool.preparedQuery(CHANGES)
                .execute(keys(runs, Function.identity())
                        .addArrayOfLong(runs.stream().map(since::get).toArray(Long[]::new)))
                .map(ChangeStore::byRun);
    }

    /** The number of events of each of these actions that has any: it grows whichever order transactions commit in. */
    Uni<Map<RunKey, Map<String, Long>>> events(Collection<ActionKey> actions) {
        return pool.preparedQuery(EVENTS)
                .execute(keys(actions, ActionKey::run).addArrayOfString(strings(actions, ActionKey::name)))
                .map(ChangeStore::byRun);
    }

    /** The roots of these runs. */
    Uni<List<ActionRow>> roots(Collection<RunKey> runs) {
        return keyed.preparedQuery(ROOTS)
                .execute(keys(runs, Function.identity()))
                .map(ActionRowReader::all);
    }

    /** Versions of the roots that changed after the given number, at most {@link #PAGE}, the earliest first. */
    Uni<Map<RunKey, Long>> rootChanges(long since) {
        return pool.preparedQuery(ROOT_CHANGES).execute(Tuple.of(since)).map(rows -> {
            Map<RunKey, Long> versions = new HashMap<>();
            ResultRows.of(rows).forEach(row -> versions.put(run(row), VersionColumn.VERSION.number(row)));
            return versions;
        });
    }

    private static Tuple tuple(RunKey run) {
        return Tuple.of(run.project(), run.domain(), run.name());
    }

    private static <T> Tuple keys(Collection<T> each, Function<T, RunKey> run) {
        return Tuple.tuple()
                .addArrayOfString(strings(each, run.andThen(RunKey::project)))
                .addArrayOfString(strings(each, run.andThen(RunKey::domain)))
                .addArrayOfString(strings(each, run.andThen(RunKey::name)));
    }

    private static <T> String[] strings(Collection<T> each, Function<T, String> value) {
        return each.stream().map(value).toArray(String[]::new);
    }

    private static Map<RunKey, Map<String, Long>> byRun(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        Map<RunKey, Map<String, Long>> versions = new HashMap<>();
        for (Row row : ResultRows.of(rows)) {
            versions.computeIfAbsent(run(row), run -> new HashMap<>())
                    .put(VersionColumn.NAME.text(row), VersionColumn.VERSION.number(row));
        }
        return versions;
    }

    private static RunKey run(Row row) {
        return new RunKey(
                VersionColumn.PROJECT.text(row), VersionColumn.DOMAIN.text(row), VersionColumn.RUN_NAME.text(row));
    }
}
