package org.flyte.runs.list.rule;

import java.util.List;
import org.flyte.idl.common.ListRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * A list request as SQL; see docs/behaviour/list-grammar.md.
 *
 * @param conditions of the request; a list adds those of its scope
 * @param limit maximum number of rows of a page; the query asks for one more, to know whether there is a next page
 * @param offset rows to skip, 0 when the page is found by key
 */
public record ListQuery(Sql conditions, Order order, int limit, int offset) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /** Fails with InvalidArgument that names the field. */
    public static ListQuery of(ListRequest request, ColumnSet columns) {
        int limit = limit(request);
        Order order = Order.of(request, columns);
        Sql conditions = new Sql();
        FilterRule filters = new FilterRule(columns);
        request.getFiltersList().forEach(filter -> filters.add(conditions, filter));
        return switch (PageToken.parse(request.getToken(), order)) {
            case PageToken.Offset(int rows) -> new ListQuery(conditions, order, limit, rows);
            case PageToken.After(List<Object> values) -> {
                order.addAfter(conditions, values);
                yield new ListQuery(conditions, order, limit, 0);
            }
        };
    }

    /** The first page of a list without filters, in its default order. */
    public static ListQuery first(int limit, ColumnSet columns) {
        return of(ListRequest.newBuilder().setLimit(limit).build(), columns);
    }

    /** Everything after the table's name. */
    public String tail() {
        return " WHERE " + conditions.where() + " ORDER BY " + order.sql() + " LIMIT " + (limit + 1)
                + (offset == 0 ? "" : " OFFSET " + offset);
    }

    private static int limit(ListRequest request) {
        int limit = request.getLimit();
        if (limit < 0) {
            throw new InvalidArgument("limit must not be negative");
        }
        if (limit > MAX_LIMIT) {
            throw new InvalidArgument("limit must be at most %d", MAX_LIMIT);
        }
        return limit == 0 ? DEFAULT_LIMIT : limit;
    }
}
