package org.flyte.runs.list.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;

/** A total order of rows (runs spec §4): what the client asked for, made unique by the names. */
public record Order(List<Key> keys) {
    /** One column and its direction. */
    public record Key(String field, boolean ascending) {
        /** The column in SQL. */
        public String columnName() {
            return column().sql();
        }

        Column column() {
            return ActionColumns.of(field);
        }

        String sql() {
            return column().sql() + (ascending ? "" : " DESC");
        }
    }

    private static final List<Key> DEFAULT = List.of(new Key("phase", true), new Key("created_at", false));

    /**
     * The order of a request; fails with InvalidArgument for a field that is not known.
     *
     * @param unique the fields that tell rows apart; they follow in the direction of the last key
     */
    @SuppressWarnings("deprecation") // The SDK sends nothing but sort_by.
    public static Order of(ListRequest request, List<String> unique) {
        List<Key> keys = new ArrayList<>();
        for (Sort sort : request.getSortByFieldsList()) {
            add(keys, key(sort));
        }
        if (keys.isEmpty() && !request.getSortBy().getKey().isEmpty()) {
            add(keys, key(request.getSortBy()));
        }
        if (keys.isEmpty()) {
            keys.addAll(DEFAULT);
        }
        boolean direction = keys.getLast().ascending();
        unique.forEach(field -> add(keys, new Key(field, direction)));
        return new Order(List.copyOf(keys));
    }

    /** Whether a row's place is known from its values alone, so that the next page can start after it. */
    public boolean isSeekable() {
        return keys.stream().noneMatch(key -> key.column().nullable());
    }

    public String sql() {
        return keys.stream().map(Key::sql).collect(Collectors.joining(", "));
    }

    /** Tells orders apart in tokens. */
    String signature() {
        return keys.stream()
                .map(key -> (key.ascending() ? "+" : "-") + key.field())
                .collect(Collectors.joining());
    }

    /** Restricts to rows after the one with these values. */
    void addAfter(Sql sql, List<Object> values) {
        boolean uniform = keys.stream().map(Key::ascending).distinct().count() == 1;
        if (uniform) {
            String columns = keys.stream().map(key -> key.column().sql()).collect(Collectors.joining(", "));
            List<String> bound = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                bound.add(bind(sql, i, values));
            }
            sql.and("(" + columns + ") " + comparison(keys.getFirst()) + " (" + String.join(", ", bound) + ")");
            return;
        }
        List<String> alternatives = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            StringBuilder alternative = new StringBuilder("(");
            for (int j = 0; j < i; j++) {
                alternative
                        .append(keys.get(j).column().sql())
                        .append(" = ")
                        .append(bind(sql, j, values))
                        .append(" AND ");
            }
            alternative
                    .append(keys.get(i).column().sql())
                    .append(' ')
                    .append(comparison(keys.get(i)))
                    .append(' ')
                    .append(bind(sql, i, values))
                    .append(')');
            alternatives.add(alternative.toString());
        }
        sql.and("(" + String.join(" OR ", alternatives) + ")");
    }

    private String bind(Sql sql, int key, List<Object> values) {
        return sql.bind(values.get(key), keys.get(key).column().type().sql());
    }

    private static String comparison(Key key) {
        return key.ascending() ? ">" : "<";
    }

    private static Key key(Sort sort) {
        ActionColumns.of(sort.getKey());
        return new Key(sort.getKey(), sort.getDirection() == Sort.Direction.ASCENDING);
    }

    private static void add(List<Key> keys, Key key) {
        if (keys.stream().noneMatch(known -> known.field().equals(key.field()))) {
            keys.add(key);
        }
    }
}
