package org.flyte.runs.list.rule;

import java.util.List;
import org.flyte.idl.common.ListRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * A list request as SQL; see docs/behaviour/list-grammar.md.
 *
 * @param conditions of the request; a list adds those of its scope
 * @param filters conditions of the request without the one that says where the page starts; a list that says that in
 *     another form adds to these
 * @param limit maximum number of rows of a page; the query asks for one more, to know whether there is a next page
 * @param offset rows to skip, 0 when the page is found by key
 * @param after values of the order's keys in the last row of the page before; empty for the first page
 */
public record ListQuery(Sql conditions, Sql filters, Order order, int limit, int offset, List<Object> after) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int MAX_FILTERS = 100;

    /** The query of a list that has one scope only; fails with InvalidArgument that names the field. */
    public static ListQuery of(ListRequest request, ColumnSet columns) {
        return of(request, columns, "");
    }

    /**
     * Fails with InvalidArgument that names the field.
     *
     * @param scope what the list is about: a page token of another scope is refused. Equal scopes have equal texts
     */
    public static ListQuery of(ListRequest request, ColumnSet columns, Object scope) {
        int limit = limit(request);
        if (request.getFiltersCount() > MAX_FILTERS) {
            throw new InvalidArgument(
                    "%d filters are given, at most %d are allowed", request.getFiltersCount(), MAX_FILTERS);
        }
        Order order = Order.of(request, columns, scope);
        Sql filters = new Sql();
        FilterRule rule = new FilterRule(columns);
        request.getFiltersList().forEach(filter -> rule.add(filters, filter));
        Sql conditions = filters.copy();
        return switch (PageToken.parse(request.getToken(), order)) {
            case PageToken.Offset(int rows) -> new ListQuery(conditions, filters, order, limit, rows, List.of());
            case PageToken.After(List<Object> values) -> {
                order.addAfter(conditions, values);
                yield new ListQuery(conditions, filters, order, limit, 0, values);
            }
        };
    }

    /** The first page of a list without filters, in its default order. */
    public static ListQuery first(int limit, ColumnSet columns) {
        return of(ListRequest.newBuilder().setLimit(limit).build(), columns);
    }

    /** Everything after the table's name. */
    public String tail() {
        return " WHERE " + conditions.where() + " ORDER BY " + order.sql() + limits();
    }

    /** How many rows to read, and how many to skip. */
    public String limits() {
        return " LIMIT " + (limit + 1) + (offset == 0 ? "" : " OFFSET " + offset);
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
