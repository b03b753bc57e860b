package org.flyte.runs.list.rule;

import java.util.List;
import org.flyte.idl.common.ListRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * A list request turned into SQL (runs spec §4).
 *
 * @param limit most rows of a page; the query asks for one more, to know whether there is a next page
 * @param offset rows to skip, 0 when the place is sought by key
 */
public record ListQuery(Sql sql, Order order, int limit, int offset) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /**
     * Fails with InvalidArgument.
     *
     * @param scope conditions that hold whatever the request says
     * @param unique the fields that tell rows within the scope apart
     */
    public static ListQuery of(ListRequest request, Sql scope, List<String> unique) {
        int limit = limit(request);
        Order order = Order.of(request, unique);
        request.getFiltersList().forEach(filter -> FilterRule.add(scope, filter));
        return switch (PageToken.parse(request.getToken(), order)) {
            case PageToken.Offset(int rows) -> new ListQuery(scope, order, limit, rows);
            case PageToken.After(List<Object> values) -> {
                order.addAfter(scope, values);
                yield new ListQuery(scope, order, limit, 0);
            }
        };
    }

    /** Everything after the table's name. */
    public String tail() {
        return " WHERE " + sql.where() + " ORDER BY " + order.sql() + " LIMIT " + (limit + 1)
                + (offset == 0 ? "" : " OFFSET " + offset);
    }

    private static int limit(ListRequest request) {
        int limit = request.getLimit();
        if (limit == 0) {
            return DEFAULT_LIMIT;
        }
        if (limit < 0 || limit > MAX_LIMIT) {
            throw new InvalidArgument("limit is at most %d", MAX_LIMIT);
        }
        return limit;
    }
}
