package org.flyte.runs.list.rule;

/**
 * A column that requests may name.
 *
 * @param sql its name in the table
 * @param nullable whether it may be null: such a column cannot be a paging key
 */
public record Column(String sql, ColumnType type, boolean nullable) {
    public static Column text(String sql) {
        return new Column(sql, ColumnType.TEXT, false);
    }

    public static Column nullableText(String sql) {
        return new Column(sql, ColumnType.TEXT, true);
    }
}
