package org.flyte.runs.list;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.SortKey;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.RunKind;

/**
 * The statement that reads a page of actions; see docs/adr/0031-lists-read-narrow-ranges.md.
 *
 * @param values of its parameters
 */
record PageStatement(String sql, List<Object> values) {
    /** What the table listed_runs holds of a root. */
    private static final Set<ActionColumn> LISTED = EnumSet.of(
            ActionColumn.PROJECT,
            ActionColumn.DOMAIN,
            ActionColumn.RUN_NAME,
            ActionColumn.PHASE,
            ActionColumn.CREATED_AT,
            ActionColumn.TASK_PROJECT,
            ActionColumn.TASK_DOMAIN,
            ActionColumn.TASK_NAME,
            ActionColumn.TASK_VERSION,
            ActionColumn.TRIGGER_NAME,
            ActionColumn.TRIGGER_TASK_NAME,
            ActionColumn.TRACKED);

    /** Columns that requests may filter or sort by and that no {@link ActionColumn} selects. */
    private static final List<String> ONLY_FILTERED = List.of("created_by_subject");

    /** Roots: order and scope come from the narrow table, the rest from the index of roots, row by row. */
    static final String RUNS = """
            (SELECT %s, %s
               FROM listed_runs AS r JOIN actions AS x
                 ON x.project = r.project AND x.domain = r.domain AND x.run_name = r.run_name
                    AND x.parent_action_name IS NULL) AS a""".formatted(
                    Arrays.stream(ActionColumn.values())
                            .map(column -> (LISTED.contains(column) ? "r." : "x.") + column.sql())
                            .collect(Collectors.joining(", ")),
                    ONLY_FILTERED.stream().map(column -> "x." + column).collect(Collectors.joining(", ")));

    /** A page of roots; conditions may name them as {@code a}. */
    static PageStatement ofRuns(RunSelection selection, ListQuery query, RunKind kind) {
        boolean inRanges = query.order().isDefault() && !query.after().isEmpty();
        Sql conditions = inRanges ? query.filters() : query.conditions();
        selection.restrict(conditions.and(kind.condition()));
        return inRanges ? byPhase(query) : of(query, RUNS);
    }

    /**
     * Two ranges, the rest of the phase in which the page starts and the phases that follow: the directions of this order
     * differ, so no range of an index is all that follows a row.
     */
    private static PageStatement byPhase(ListQuery query) {
        Sql sql = query.filters();
        List<SortKey> keys = query.order().keys();
        String phase = sql.bind(query.after().getFirst(), "bigint");
        String columns = keys.stream().skip(1).map(key -> key.column().sql()).collect(Collectors.joining(", "));
        String values = IntStream.range(1, keys.size())
                .mapToObj(i -> keys.get(i).bind(sql, query.after().get(i)))
                .collect(Collectors.joining(", "));
        String range = "(SELECT " + ActionColumn.LIST + " FROM " + RUNS + " WHERE " + sql.where() + " AND %s ORDER BY "
                + query.order().sql() + query.limits() + ")";
        String ranges = "(" + range.formatted("phase = " + phase + " AND (" + columns + ") < (" + values + ")")
                + " UNION ALL " + range.formatted("phase > " + phase) + ") AS a";
        return new PageStatement(
                select(query) + ranges + " ORDER BY " + query.order().sql() + query.limits(), sql.values());
    }

    /** A page of the actions of a run, none for a run of the other kind. */
    static PageStatement ofActions(RunKey run, ListQuery query, RunKind kind) {
        query.conditions().and(kind.condition());
        query.filters().and(kind.condition());
        if (query.order().isBy("created_at", "name")) {
            return inOrderOfCreation(run, query);
        }
        query.conditions()
                .equal("project", run.project())
                .equal("domain", run.domain())
                .equal("run_name", run.name());
        return of(query, "actions AS a");
    }

    private static PageStatement of(ListQuery query, String source) {
        return new PageStatement(
                select(query) + source + query.tail(), query.conditions().values());
    }

    /**
     * The range of the index actions_in_order that belongs to the run, from the row after which the page starts. Given as
     * one range and not as three equal columns: for a run that statistics take for a small one the planner would read
     * and sort all of it for each page.
     */
    private static PageStatement inOrderOfCreation(RunKey run, ListQuery query) {
        boolean ascending = query.order().keys().getFirst().ascending();
        String from = ascending ? ">=" : "<=";
        Sql sql = query.filters();
        String key = "(" + bind(sql, run) + ")";
        sql.and("(project, domain, run_name) " + (ascending ? "<=" : ">=") + " " + key);
        if (query.after().isEmpty()) {
            sql.and("(project, domain, run_name) " + from + " " + key);
        } else {
            String start = sql.bind(query.after().get(0), "timestamptz") + ", "
                    + sql.bind(query.after().get(1), "text");
            sql.and("(project, domain, run_name, created_at, name) %s (%s, %s)".formatted(from, bind(sql, run), start))
                    .and("(created_at, name) <> (%s)".formatted(start));
        }
        String direction = ascending ? "" : " DESC";
        String order = String.join(
                ", ",
                List.of("project", "domain", "run_name", "created_at", "name").stream()
                        .map(column -> column + direction)
                        .toList());
        return new PageStatement(
                select(query) + "actions AS a WHERE " + sql.where() + " ORDER BY " + order + query.limits(),
                sql.values());
    }

    private static String select(ListQuery query) {
        String keys = query.order().keys().stream()
                .map(key -> ", " + key.column().sql())
                .collect(Collectors.joining());
        return "SELECT " + ActionColumn.LIST + keys + " FROM ";
    }

    private static String bind(Sql sql, RunKey run) {
        return String.join(
                ", ", sql.bind(run.project(), "text"), sql.bind(run.domain(), "text"), sql.bind(run.name(), "text"));
    }
}
