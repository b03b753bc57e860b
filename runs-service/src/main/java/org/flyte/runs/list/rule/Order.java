package org.flyte.runs.list.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;

/** A total order of rows: what the client asked for, made unique by the fields that identify a row. */
public record Order(List<SortKey> keys) {
    /**
     * The order of a request; fails with InvalidArgument for an unknown field. The unique fields follow in the direction
     * of the last key.
     */
    @SuppressWarnings("deprecation") // The SDK sends only sort_by.
    public static Order of(ListRequest request, ColumnSet columns) {
        List<SortKey> keys = new ArrayList<>();
        for (Sort sort : request.getSortByFieldsList()) {
            add(keys, key(sort, columns));
        }
        if (keys.isEmpty() && !request.getSortBy().getKey().isEmpty()) {
            add(keys, key(request.getSortBy(), columns));
        }
        if (keys.isEmpty()) {
            keys.addAll(columns.defaultOrder());
        }
        boolean ascending = keys.getLast().ascending();
        columns.uniqueFields().forEach(field -> add(keys, new SortKey(field, columns.column(field), ascending)));
        return new Order(List.copyOf(keys));
    }

    /** Whether the next page can start after the values of the last row: no key may be null. */
    public boolean isSeekable() {
        return keys.stream().noneMatch(key -> key.column().nullable());
    }

    public String sql() {
        return keys.stream().map(SortKey::sql).collect(Collectors.joining(", "));
    }

    /** Distinguishes orders in tokens. */
    String signature() {
        return keys.stream()
                .map(key -> (key.ascending() ? "+" : "-") + key.field())
                .collect(Collectors.joining());
    }

    /** Restricts to rows after the one with these values. */
    void addAfter(Sql sql, List<Object> values) {
        boolean oneDirection = keys.stream().map(SortKey::ascending).distinct().count() == 1;
        sql.and(oneDirection ? rowAfter(sql, values) : keyByKey(sql, values));
    }

    private String rowAfter(Sql sql, List<Object> values) {
        String columns = keys.stream().map(key -> key.column().sql()).collect(Collectors.joining(", "));
        String bound = IntStream.range(0, keys.size())
                .mapToObj(key -> bind(sql, key, values))
                .collect(Collectors.joining(", "));
        return "(" + columns + ") " + keys.getFirst().after() + " (" + bound + ")";
    }

    private String keyByKey(Sql sql, List<Object> values) {
        return IntStream.range(0, keys.size())
                .mapToObj(key -> equalUpTo(key, sql, values))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** Rows that equal the values in all keys before this one, and come after it in this one. */
    private String equalUpTo(int last, Sql sql, List<Object> values) {
        StringBuilder condition = new StringBuilder("(");
        for (int key = 0; key <= last; key++) {
            condition
                    .append(key == 0 ? "" : " AND ")
                    .append(keys.get(key).column().sql())
                    .append(' ')
                    .append(key < last ? "=" : keys.get(key).after())
                    .append(' ')
                    .append(bind(sql, key, values));
        }
        return condition.append(')').toString();
    }

    private String bind(Sql sql, int key, List<Object> values) {
        return sql.bind(values.get(key), keys.get(key).column().type().sql());
    }

    private static SortKey key(Sort sort, ColumnSet columns) {
        return new SortKey(
                sort.getKey(), columns.column(sort.getKey()), sort.getDirection() == Sort.Direction.ASCENDING);
    }

    private static void add(List<SortKey> keys, SortKey key) {
        if (keys.stream().noneMatch(known -> known.field().equals(key.field()))) {
            keys.add(key);
        }
    }
}
