package org.flyte.runs.list.rule;

import java.time.OffsetDateTime;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * One filter of a list request as an SQL condition (runs spec §4). Values are bound with the type of their column and
 * never become part of the text; a column without a value counts as different from every value.
 */
public final class FilterRule {
    private static final String LABELS = "labels.";

    private FilterRule() {}

    /** Adds the condition; fails with InvalidArgument naming the field. */
    public static void add(Sql sql, Filter filter) {
        String field = filter.getField();
        if (field.startsWith(LABELS)) {
            sql.and(label(sql, field, field.substring(LABELS.length()), filter));
        } else {
            Column column = ActionColumns.of(field);
            sql.and(condition(sql, field, column.sql(), column.type(), filter.getFunction(), filter.getValuesList()));
        }
    }

    private static String label(Sql sql, String field, String key, Filter filter) {
        if (key.isEmpty()) {
            throw new InvalidArgument("filter field 'labels.' needs the key of a label");
        }
        List<String> values = filter.getValuesList();
        return switch (filter.getFunction()) {
            // Contains, so that the index on labels is of use.
            case EQUAL ->
                "labels @> jsonb_build_object(" + sql.bind(key, "text") + ", " + sql.bind(single(field, values), "text")
                        + ")";
            case EXISTS -> "labels ? " + sql.bind(key, "text");
            case NOT_EXISTS -> "NOT coalesce(labels ? " + sql.bind(key, "text") + ", false)";
            default ->
                condition(
                        sql,
                        field,
                        "(labels ->> " + sql.bind(key, "text") + ")",
                        ColumnType.TEXT,
                        filter.getFunction(),
                        values);
        };
    }

    private static String condition(
            Sql sql, String field, String column, ColumnType type, Function function, List<String> values) {
        return switch (function) {
            case EXISTS -> column + " IS NOT NULL";
            case NOT_EXISTS -> column + " IS NULL";
            case EQUAL -> equal(sql, field, column, type, values);
            case NOT_EQUAL -> column + " IS DISTINCT FROM " + one(sql, field, type, values);
            case GREATER_THAN -> column + " > " + one(sql, field, type, values);
            case GREATER_THAN_OR_EQUAL -> column + " >= " + one(sql, field, type, values);
            case LESS_THAN -> column + " < " + one(sql, field, type, values);
            case LESS_THAN_OR_EQUAL -> column + " <= " + one(sql, field, type, values);
            case VALUE_IN -> column + " = ANY (" + all(sql, field, type, values) + ")";
            case VALUE_NOT_IN -> "(" + column + " = ANY (" + all(sql, field, type, values) + ")) IS NOT TRUE";
            case CONTAINS -> column + " LIKE " + pattern(sql, field, type, "%", values, "%");
            case CONTAINS_CASE_INSENSITIVE -> column + " ILIKE " + pattern(sql, field, type, "%", values, "%");
            case ENDS_WITH -> column + " LIKE " + pattern(sql, field, type, "%", values, "");
            case NOT_ENDS_WITH ->
                "(" + column + " LIKE " + pattern(sql, field, type, "%", values, "") + ") IS NOT TRUE";
            case UNRECOGNIZED -> throw new InvalidArgument("unsupported filter function for field '%s'", field);
        };
    }

    /** The SDK spells one two-digit phase as two values of one digit; otherwise several values mean any of them. */
    private static String equal(Sql sql, String field, String column, ColumnType type, List<String> values) {
        if (values.size() < 2) {
            return column + " = " + one(sql, field, type, values);
        }
        if (type == ColumnType.PHASE && values.stream().allMatch(value -> value.matches("[0-9]"))) {
            String joined = String.join("", values);
            if (joined.length() < 4 && ActionPhase.forNumber(Integer.parseInt(joined)) != null) {
                return column + " = " + one(sql, field, type, List.of(joined));
            }
        }
        return column + " = ANY (" + all(sql, field, type, values) + ")";
    }

    private static String one(Sql sql, String field, ColumnType type, List<String> values) {
        return sql.bind(type.parse(field, single(field, values)), type.sql());
    }

    private static String all(Sql sql, String field, ColumnType type, List<String> values) {
        if (values.isEmpty()) {
            throw new InvalidArgument("filter on '%s' has no values", field);
        }
        List<Object> parsed =
                values.stream().map(value -> type.parse(field, value)).toList();
        Object[] array = switch (type) {
            case TEXT -> parsed.toArray(String[]::new);
            case INTEGER, PHASE -> parsed.toArray(Long[]::new);
            case TIME -> parsed.toArray(OffsetDateTime[]::new);
        };
        return sql.bind(array, type.sql() + "[]");
    }

    private static String pattern(
            Sql sql, String field, ColumnType type, String before, List<String> values, String after) {
        if (type != ColumnType.TEXT) {
            throw new InvalidArgument("filter on '%s' cannot compare parts: it is no text", field);
        }
        String literal =
                single(field, values).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return sql.bind(before + literal + after, "text");
    }

    private static String single(String field, List<String> values) {
        if (values.size() != 1) {
            throw new InvalidArgument("filter on '%s' needs one value for this function, not %d", field, values.size());
        }
        return values.getFirst();
    }
}
