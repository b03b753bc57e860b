package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.PageToken;

/**
 * A page of a list.
 *
 * @param token where the next one starts; empty when there is none
 */
public record ListPage<T>(List<T> rows, String token) {

    /**
     * Reads a page.
     *
     * @param columns to select, as SQL
     * @param count number of those columns
     * @param from what follows FROM; the query's conditions follow it
     */
    public static <T> Uni<ListPage<T>> read(
            SqlClient client, String columns, int count, String from, ListQuery query, Function<Row, T> mapper) {
        String keys = query.order().keys().stream()
                .map(key -> ", " + key.column().sql())
                .collect(Collectors.joining());
        String sql = "SELECT " + columns + keys + " FROM " + from + query.tail();
        return read(client, new PageStatement(sql, query.conditions().values()), count, query, mapper);
    }

    /** @param count number of columns before those of the order's keys */
    static <T> Uni<ListPage<T>> read(
            SqlClient client, PageStatement statement, int count, ListQuery query, Function<Row, T> mapper) {
        return client.preparedQuery(statement.sql())
                .execute(Tuple.from(new ArrayList<>(statement.values())))
                .map(rows -> page(ResultRows.of(rows), count, query, mapper));
    }

    private static <T> ListPage<T> page(ResultRows rows, int count, ListQuery query, Function<Row, T> mapper) {
        List<T> page = new ArrayList<>();
        Row last = null;
        for (Row row : rows) {
            if (page.size() == query.limit()) {
                return new ListPage<>(page, token(last, count, query));
            }
            page.add(mapper.apply(row));
            last = row;
        }
        return new ListPage<>(page, "");
    }

    private static String token(Row last, int count, ListQuery query) {
        List<Object> keys = new ArrayList<>();
        for (int key = 0; key < query.order().keys().size(); key++) {
            keys.add(last.getValue(count + key));
        }
        return PageToken.after(keys, query.order());
    }
}
