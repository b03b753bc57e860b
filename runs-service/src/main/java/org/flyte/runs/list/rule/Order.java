package org.flyte.runs.list.rule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.Sha256;

/**
 * A total order of rows: what the client asked for, made unique by the fields that identify a row.
 *
 * @param isDefault whether the request named no field
 * @param query distinguishes the query it is the order of: tokens of another one are refused
 */
public record Order(List<SortKey> keys, boolean isDefault, String query) {
    private static final int MAX_FIELDS = 20;

    /**
     * The order of a request; fails with InvalidArgument for an unknown field. The unique fields follow in the direction
     * of the last key.
     *
     * @param scope what the list is about; equal scopes have equal texts
     */
    @SuppressWarnings("deprecation") // The SDK sends only sort_by.
    public static Order of(ListRequest request, ColumnSet columns, Object scope) {
        if (request.getSortByFieldsCount() > MAX_FIELDS) {
            throw new InvalidArgument("sort_by_fields has more than %d fields", MAX_FIELDS);
        }
        List<SortKey> keys = new ArrayList<>();
        for (Sort sort : request.getSortByFieldsList()) {
            add(keys, key(sort, columns));
        }
        if (keys.isEmpty() && !request.getSortBy().getKey().isEmpty()) {
            add(keys, key(request.getSortBy(), columns));
        }
        boolean isDefault = keys.isEmpty();
        if (isDefault) {
            keys.addAll(columns.defaultOrder());
        }
        boolean ascending = keys.getLast().ascending();
        columns.uniqueFields().forEach(field -> add(keys, new SortKey(field, columns.column(field), ascending)));
        return new Order(List.copyOf(keys), isDefault, fingerprint(request, scope));
    }

    /** The order of a list that has one scope only. */
    public static Order of(ListRequest request, ColumnSet columns) {
        return of(request, columns, "");
    }

    /** Whether these fields, in one direction, are the whole order. */
    public boolean isBy(String... fields) {
        return keys.stream().map(SortKey::field).toList().equals(List.of(fields))
                && keys.stream().map(SortKey::ascending).distinct().count() == 1;
    }

    private static String fingerprint(ListRequest request, Object scope) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(scope.toString().getBytes(StandardCharsets.UTF_8));
        request.getFiltersList().forEach(filter -> digest.update(filter.toByteArray()));
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    /** Whether no key may be null: rows are then compared with the last one of a page as a whole. */
    public boolean isSeekable() {
        return keys.stream().noneMatch(key -> key.column().nullable());
    }

    public String sql() {
        return keys.stream().map(SortKey::sql).collect(Collectors.joining(", "));
    }

    /** Distinguishes queries in tokens. */
    String signature() {
        return query
                + keys.stream()
                        .map(key -> (key.ascending() ? "+" : "-") + key.field())
                        .collect(Collectors.joining());
    }

    /** Restricts to rows after the one with these values. */
    void addAfter(Sql sql, List<Object> values) {
        boolean oneDirection = keys.stream().map(SortKey::ascending).distinct().count() == 1;
        sql.and(oneDirection && isSeekable() ? rowAfter(sql, values) : keyByKey(sql, values));
    }

    private String rowAfter(Sql sql, List<Object> values) {
        String columns = keys.stream().map(key -> key.column().sql()).collect(Collectors.joining(", "));
        String bound = IntStream.range(0, keys.size())
                .mapToObj(key -> keys.get(key).bind(sql, values.get(key)))
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
        for (int key = 0; key < last; key++) {
            condition.append(keys.get(key).same(sql, values.get(key))).append(" AND ");
        }
        return condition
                .append(keys.get(last).comesAfter(sql, values.get(last)))
                .append(')')
                .toString();
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
