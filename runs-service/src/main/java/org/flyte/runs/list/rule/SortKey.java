package org.flyte.runs.list.rule;

/** One field of a sort order and its direction. Null comes last in ascending and first in descending order. */
public record SortKey(String field, Column column, boolean ascending) {
    String sql() {
        return column.sql() + (ascending ? "" : " DESC");
    }

    /** The SQL operator between the column and a value that comes before it in this order. */
    String after() {
        return ascending ? ">" : "<";
    }

    /** The condition that a row has this value, which may be null. */
    String same(Sql sql, Object value) {
        return value == null ? column.sql() + " IS NULL" : column.sql() + " = " + bind(sql, value);
    }

    /** The condition that a row comes after this value, which may be null. */
    String comesAfter(Sql sql, Object value) {
        if (value == null) {
            return ascending ? "false" : column.sql() + " IS NOT NULL";
        }
        String condition = column.sql() + ' ' + after() + ' ' + bind(sql, value);
        return column.nullable() && ascending ? "(" + condition + " OR " + column.sql() + " IS NULL)" : condition;
    }

    /** Binds a value of the column; returns its placeholder. */
    public String bind(Sql sql, Object value) {
        return sql.bind(value, column.type().sql());
    }
}
