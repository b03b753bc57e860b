package org.flyte.runs.list.rule;

/** One field of a sort order and its direction. */
public record SortKey(String field, Column column, boolean ascending) {
    String sql() {
        return column.sql() + (ascending ? "" : " DESC");
    }

    /** The SQL operator between the column and a value that comes before it in this order. */
    String after() {
        return ascending ? ">" : "<";
    }
}
