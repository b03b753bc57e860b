package org.flyte.runs.list.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Builds a WHERE clause: conditions joined by AND, and the values of their parameters in order. */
public final class Sql {
    private final List<String> conditions;
    private final List<Object> values;

    public Sql() {
        this(List.of(), List.of());
    }

    private Sql(List<String> conditions, List<Object> values) {
        this.conditions = new ArrayList<>(conditions);
        this.values = new ArrayList<>(values);
    }

    /** The same conditions, to which others are added apart. */
    Sql copy() {
        return new Sql(conditions, values);
    }

    /** Adds a condition verbatim. */
    public Sql and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Adds {@code column = value}. */
    public Sql equal(String column, String value) {
        return and(column + " = " + bind(value, "text"));
    }

    /** Binds a value; returns its typed placeholder. */
    public String bind(Object value, String type) {
        values.add(value);
        return "$" + values.size() + "::" + type;
    }

    public String where() {
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    public List<Object> values() {
        return Collections.unmodifiableList(values);
    }
}
