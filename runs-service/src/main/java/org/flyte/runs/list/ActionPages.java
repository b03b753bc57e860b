package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Order;
import org.flyte.runs.list.rule.PageToken;
import org.flyte.runs.query.ActionRow;
import org.flyte.runs.query.ActionRows;
import org.flyte.runs.query.Rows;

/** Reads pages of actions. */
@ApplicationScoped
class ActionPages {
    private final Pool pool;

    ActionPages(Pool pool) {
        this.pool = pool;
    }

    /**
     * A page.
     *
     * @param token where the next one starts; empty when there is none
     */
    record Page(List<ActionRow> rows, String token) {}

    Uni<Page> read(ListQuery query) {
        String keys = query.order().keys().stream().map(ActionPages::selected).collect(Collectors.joining());
        return pool.preparedQuery("SELECT " + ActionRows.COLUMNS + keys + " FROM actions AS a" + query.tail())
                .execute(Tuple.from(new ArrayList<>(query.sql().values())))
                .map(rows -> page(Rows.bare(rows), query));
    }

    private static String selected(Order.Key key) {
        return ", " + key.columnName();
    }

    private static Page page(io.vertx.sqlclient.RowSet<Row> rows, ListQuery query) {
        List<ActionRow> actions = ActionRows.of(rows);
        if (actions.size() <= query.limit()) {
            return new Page(actions, "");
        }
        return new Page(actions.subList(0, query.limit()), token(rows, query));
    }

    private static String token(io.vertx.sqlclient.RowSet<Row> rows, ListQuery query) {
        if (!query.order().isSeekable()) {
            return String.valueOf(query.offset() + query.limit());
        }
        Row last = null;
        int at = 0;
        for (Row row : rows) {
            if (at++ == query.limit()) {
                break;
            }
            last = row;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < query.order().keys().size(); i++) {
            values.add(last.getValue(ActionRows.WIDTH + i));
        }
        return PageToken.after(values, query.order());
    }
}
