package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flyte.runs.query.ActionRow;
import org.flyte.runs.query.ActionRows;
import org.flyte.runs.query.Rows;

/** The queries behind the watches. */
@ApplicationScoped
class ChangeReader {
    private static final String ROWS = "SELECT " + ActionRows.COLUMNS + "\n" + """
             FROM actions WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = ANY ($4)""";

    private static final String FIRST_PAGE = "SELECT " + ActionRows.COLUMNS + "\n" + """
             FROM actions WHERE project = $1 AND domain = $2 AND run_name = $3
             ORDER BY created_at, name LIMIT $4""";

    private static final String NEXT_PAGE = "SELECT " + ActionRows.COLUMNS + "\n" + """
             FROM actions WHERE project = $1 AND domain = $2 AND run_name = $3 AND (created_at, name) > ($4, $5)
             ORDER BY created_at, name LIMIT $6""";

    private static final String POSITION = "SELECT last_value FROM change_seq";

    private static final String CHANGES = """
            SELECT w.project, w.domain, w.run_name, c.name, c.change_seq
              FROM unnest($1::text[], $2::text[], $3::text[]) AS w (project, domain, run_name)
             CROSS JOIN LATERAL (
                   SELECT name, change_seq FROM actions AS a
                    WHERE a.project = w.project AND a.domain = w.domain AND a.run_name = w.run_name
                      AND a.change_seq > $4
                    ORDER BY a.change_seq LIMIT 20000) AS c""";

    private static final String ROOTS = "SELECT " + ActionRows.COLUMNS + "\n" + """
             FROM actions WHERE parent_action_name IS NULL AND (project, domain, run_name) IN (
                  SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))""";

    private static final String ROOT_CHANGES = """
            SELECT project, domain, run_name, change_seq FROM actions
             WHERE parent_action_name IS NULL AND change_seq > $1
             ORDER BY change_seq LIMIT 20000""";

    private static final String EVENTS = """
            SELECT w.project, w.domain, w.run_name, w.name, e.seq
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS w (project, domain, run_name, name)
             CROSS JOIN LATERAL (
                   SELECT max(seq) AS seq FROM action_events AS a
                    WHERE a.project = w.project AND a.domain = w.domain AND a.run_name = w.run_name
                      AND a.name = w.name) AS e
             WHERE e.seq IS NOT NULL""";

    private final Pool pool;

    ChangeReader(Pool pool) {
        this.pool = pool;
    }

    Uni<List<ActionRow>> rows(RunKey run, String[] names) {
        return pool.preparedQuery(ROWS)
                .execute(Tuple.of(run.project(), run.domain(), run.run()).addArrayOfString(names))
                .map(rows -> ActionRows.of(Rows.bare(rows)));
    }

    /** A page of a run in order of creation, after the given row or from the start when that is null. */
    Uni<List<ActionRow>> page(RunKey run, ActionRow after, int size) {
        Tuple key = Tuple.of(run.project(), run.domain(), run.run());
        if (after == null) {
            return pool.preparedQuery(FIRST_PAGE)
                    .execute(key.addInteger(size))
                    .map(rows -> ActionRows.of(Rows.bare(rows)));
        }
        Instant at = after.createdAt();
        return pool.preparedQuery(NEXT_PAGE)
                .execute(key.addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                        .addString(after.name())
                        .addInteger(size))
                .map(rows -> ActionRows.of(Rows.bare(rows)));
    }

    /** The highest change sequence handed out so far; changes below it may still be uncommitted. */
    Uni<Long> position() {
        return pool.preparedQuery(POSITION)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Names and versions of the rows of these runs that changed after the given position. */
    Uni<Map<RunKey, Map<String, Long>>> changes(Collection<RunKey> runs, long since) {
        return pool.preparedQuery(CHANGES)
                .execute(Tuple.tuple()
                        .addArrayOfString(strings(runs, RunKey::project))
                        .addArrayOfString(strings(runs, RunKey::domain))
                        .addArrayOfString(strings(runs, RunKey::run))
                        .addLong(since))
                .map(ChangeReader::byRun);
    }

    /** The newest event of each of these actions, where there is one. */
    Uni<Map<RunKey, Map<String, Long>>> events(Collection<ActionKey> actions) {
        return pool.preparedQuery(EVENTS)
                .execute(Tuple.tuple()
                        .addArrayOfString(
                                strings(actions, action -> action.run().project()))
                        .addArrayOfString(
                                strings(actions, action -> action.run().domain()))
                        .addArrayOfString(
                                strings(actions, action -> action.run().run()))
                        .addArrayOfString(strings(actions, ActionKey::name)))
                .map(ChangeReader::byRun);
    }

    /** The roots of these runs. */
    Uni<List<ActionRow>> roots(Collection<RunKey> runs) {
        return pool.preparedQuery(ROOTS)
                .execute(Tuple.tuple()
                        .addArrayOfString(strings(runs, RunKey::project))
                        .addArrayOfString(strings(runs, RunKey::domain))
                        .addArrayOfString(strings(runs, RunKey::run)))
                .map(rows -> ActionRows.of(Rows.bare(rows)));
    }

    /** Versions of the roots that changed after the given position. */
    Uni<Map<RunKey, Long>> rootChanges(long since) {
        return pool.preparedQuery(ROOT_CHANGES).execute(Tuple.of(since)).map(rows -> {
            Map<RunKey, Long> versions = new HashMap<>();
            for (Row row : Rows.bare(rows)) {
                versions.put(new RunKey(row.getString(0), row.getString(1), row.getString(2)), row.getLong(3));
            }
            return versions;
        });
    }

    record ActionKey(RunKey run, String name) {}

    private static Map<RunKey, Map<String, Long>> byRun(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        Map<RunKey, Map<String, Long>> numbers = new HashMap<>();
        for (Row row : Rows.bare(rows)) {
            RunKey run = new RunKey(row.getString(0), row.getString(1), row.getString(2));
            numbers.computeIfAbsent(run, key -> new HashMap<>()).put(row.getString(3), row.getLong(4));
        }
        return numbers;
    }

    private static <T> String[] strings(Collection<T> of, Function<T, String> each) {
        return of.stream().map(each).toArray(String[]::new);
    }
}
