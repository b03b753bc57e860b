package org.flyte.runs.list.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Builds a WHERE clause: conditions joined by AND, and the values of their parameters in order. */
public final class Sql {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

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
