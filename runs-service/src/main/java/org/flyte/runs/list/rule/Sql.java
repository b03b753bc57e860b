package org.flyte.runs.list.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A WHERE clause being put together: conditions joined by AND, and the values of their parameters in order. */
public final class Sql {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition as it stands. */
    public Sql and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Adds {@code column = value}. */
    public Sql equal(String column, String value) {
        return and(column + " = " + bind(value, "text"));
    }

    /** Takes a value and returns the typed placeholder that stands for it. */
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
