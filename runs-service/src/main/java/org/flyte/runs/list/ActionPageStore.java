package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.PageToken;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;

/** Reads pages of actions. */
@ApplicationScoped
public class ActionPageStore {
    private final Pool pool;

    ActionPageStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A page.
     *
     * @param token where the next one starts; empty when there is none
     */
    public record Page(List<ActionRow> rows, String token) {}

    /** A page of the root actions of the selected runs. */
    public Uni<Page> runs(RunSelection selection, ListQuery query) {
        selection.restrict(query.conditions().and("parent_action_name IS NULL"));
        return read(query);
    }

    /** A page of the actions of a run. */
    public Uni<Page> actions(RunKey run, ListQuery query) {
        query.conditions()
                .equal("project", run.project())
                .equal("domain", run.domain())
                .equal("run_name", run.name());
        return read(query);
    }

    /** Conditions may name the table as {@code a}. */
    private Uni<Page> read(ListQuery query) {
        String keys = query.order().keys().stream()
                .map(key -> ", " + key.column().sql())
                .collect(Collectors.joining());
        return pool.preparedQuery("SELECT " + ActionColumn.LIST + keys + " FROM actions AS a" + query.tail())
                .execute(Tuple.from(new ArrayList<>(query.conditions().values())))
                .map(rows -> page(ResultRows.of(rows), query));
    }

    private static Page page(ResultRows rows, ListQuery query) {
        List<ActionRow> actions = rows.list(new ActionRowReader()::read);
        return actions.size() <= query.limit()
                ? new Page(actions, "")
                : new Page(actions.subList(0, query.limit()), token(rows, query));
    }

    private static String token(ResultRows rows, ListQuery query) {
        return query.order().isSeekable()
                ? PageToken.after(keysOf(last(rows, query.limit()), query), query.order())
                : String.valueOf(query.offset() + query.limit());
    }

    private static Row last(ResultRows rows, int limit) {
        Row last = null;
        int read = 0;
        for (Row row : rows) {
            if (read++ == limit) {
                break;
            }
            last = row;
        }
        return last;
    }

    /** The sort keys of one row; they are selected after the columns of an action. */
    private static List<Object> keysOf(Row row, ListQuery query) {
        List<Object> values = new ArrayList<>();
        for (int key = 0; key < query.order().keys().size(); key++) {
            values.add(row.getValue(ActionColumn.COUNT + key));
        }
        return values;
    }
}
