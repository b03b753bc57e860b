package org.flyte.runs.list;

import java.util.List;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.row.RunKind;

/**
 * The runs that filters of a list select, for a statement that does something with all of them.
 *
 * @param sql conditions of the selection; the statement may bind more values
 */
public record MatchingRuns(Sql sql) {
    /** Fails with InvalidArgument that names the field. */
    public static MatchingRuns of(RunSelection selection, List<Filter> filters, RunKind kind) {
        ListRequest request = ListRequest.newBuilder().addAllFilters(filters).build();
        Sql conditions = ListQuery.of(request, ActionColumns.RUNS).conditions();
        selection.restrict(conditions.and(kind.condition()));
        return new MatchingRuns(conditions);
    }

    /** What follows FROM: a row for each of their root actions, with the columns of the table of actions. */
    public String source() {
        return "(SELECT * FROM " + PageStatement.RUNS + " WHERE " + sql.where() + ") AS m";
    }
}
