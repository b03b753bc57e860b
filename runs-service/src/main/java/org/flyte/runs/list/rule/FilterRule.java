package org.flyte.runs.list.rule;

import java.time.OffsetDateTime;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * Renders a filter of a list request as an SQL condition; see docs/behaviour/list-grammar.md. Values are bound with the
 * type of their column and never become part of the text; a null counts as different from every value.
 *
 * @param columns the fields that the list has
 */
public record FilterRule(ColumnSet columns) {
    private static final int MAX_VALUES = 1000;

    /** Adds the condition; fails with InvalidArgument that names the field. */
    public void add(Sql sql, Filter filter) {
        int dot = filter.getField().indexOf('.');
        String map = dot < 0 ? null : columns.maps().get(filter.getField().substring(0, dot));
        sql.and(map == null ? column(filter).condition(sql, filter.getFunction()) : entry(sql, filter, map, dot));
    }

    private Comparison column(Filter filter) {
        Column column = columns.column(filter.getField());
        return new Comparison(filter.getField(), column.sql(), column.type(), filter.getValuesList());
    }

    /** @param dot where the name of the map ends and the key starts */
    private static String entry(Sql sql, Filter filter, String map, int dot) {
        String prefix = filter.getField().substring(0, dot + 1);
        String key =
                RequestFields.storable("the key of " + prefix, filter.getField().substring(dot + 1));
        if (key.isEmpty()) {
            throw new InvalidArgument("filter field '%s' needs the key of an entry: %sKEY", prefix, prefix);
        }
        return switch (filter.getFunction()) {
            // Contains, because that can use an index on the map.
            case EQUAL ->
                map + " @> jsonb_build_object(" + sql.bind(key, "text") + ", "
                        + sql.bind(new Comparison(filter, "", ColumnType.TEXT).text(), "text") + ")";
            case EXISTS -> map + " ? " + sql.bind(key, "text");
            case NOT_EXISTS -> "NOT coalesce(" + map + " ? " + sql.bind(key, "text") + ", false)";
            default ->
                new Comparison(filter, "(" + map + " ->> " + sql.bind(key, "text") + ")", ColumnType.TEXT)
                        .condition(sql, filter.getFunction());
        };
    }

    /**
     * A column or another SQL expression and the values that a filter compares it with.
     *
     * @param field as the request names it
     */
    private record Comparison(String field, String expression, ColumnType type, List<String> values) {
        Comparison(Filter filter, String expression, ColumnType type) {
            this(Address.shown(filter.getField()), expression, type, filter.getValuesList());
        }

        String condition(Sql sql, Function function) {
            return switch (function) {
                case EXISTS -> expression + " IS NOT NULL";
                case NOT_EXISTS -> expression + " IS NULL";
                case EQUAL -> equal(sql);
                case NOT_EQUAL -> expression + " IS DISTINCT FROM " + one(sql);
                case GREATER_THAN -> expression + " > " + one(sql);
                case GREATER_THAN_OR_EQUAL -> expression + " >= " + one(sql);
                case LESS_THAN -> expression + " < " + one(sql);
                case LESS_THAN_OR_EQUAL -> expression + " <= " + one(sql);
                case VALUE_IN -> expression + " = ANY (" + all(sql) + ")";
                case VALUE_NOT_IN -> "(" + expression + " = ANY (" + all(sql) + ")) IS NOT TRUE";
                case CONTAINS -> expression + " LIKE " + pattern(sql, "%", "%");
                case CONTAINS_CASE_INSENSITIVE -> expression + " ILIKE " + pattern(sql, "%", "%");
                case ENDS_WITH -> expression + " LIKE " + pattern(sql, "%", "");
                case NOT_ENDS_WITH -> "(" + expression + " LIKE " + pattern(sql, "%", "") + ") IS NOT TRUE";
                case UNRECOGNIZED -> throw new InvalidArgument("filter on '%s' has an unknown function", field);
            };
        }

        /** The SDK sends one two-digit phase as two values of one digit; otherwise several values mean any of them. */
        private String equal(Sql sql) {
            if (values.size() < 2) {
                return expression + " = " + one(sql);
            }
            if (type == ColumnType.PHASE && values.stream().allMatch(value -> value.matches("[0-9]"))) {
                String joined = String.join("", values);
                if (joined.length() < 4 && ActionPhase.forNumber(Integer.parseInt(joined)) != null) {
                    return expression + " = " + sql.bind(type.parse(field, joined), type.sql());
                }
            }
            return expression + " = ANY (" + all(sql) + ")";
        }

        private String one(Sql sql) {
            return sql.bind(type.parse(field, single()), type.sql());
        }

        private String all(Sql sql) {
            if (values.isEmpty()) {
                throw new InvalidArgument("filter on '%s' has no values", field);
            }
            if (values.size() > MAX_VALUES) {
                throw new InvalidArgument(
                        "filter on '%s' has %d values, at most %d are allowed", field, values.size(), MAX_VALUES);
            }
            List<Object> parsed =
                    values.stream().map(value -> type.parse(field, value)).toList();
            Object[] array = switch (type) {
                case TEXT -> parsed.toArray(String[]::new);
                case INTEGER, PHASE -> parsed.toArray(Long[]::new);
                case TIME -> parsed.toArray(OffsetDateTime[]::new);
                case BOOLEAN -> parsed.toArray(Boolean[]::new);
            };
            return sql.bind(array, type.sql() + "[]");
        }

        private String pattern(Sql sql, String before, String after) {
            if (type != ColumnType.TEXT) {
                throw new InvalidArgument("filter on '%s' cannot match part of a value: the field is no text", field);
            }
            String literal = text().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            return sql.bind(before + literal + after, "text");
        }

        private String text() {
            return (String) ColumnType.TEXT.parse(field, single());
        }

        private String single() {
            if (values.size() != 1) {
                throw new InvalidArgument(
                        "filter on '%s' needs one value for this function, not %d", field, values.size());
            }
            return values.getFirst();
        }
    }
}
