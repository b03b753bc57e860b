package org.flyte.executor.plugin.job;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of an object in the order they are put in. What is absent or empty is left out. */
public final class Fields {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Leaves the field out when the value is null, or an empty text, list or map. */
    public Fields put(String name, Object value) {
        Object plain = value instanceof Fields fields ? fields.values : value;
        if (!isEmpty(plain)) {
            values.put(name, plain);
        }
        return this;
    }

    /** Leaves the field out when the number is zero, which is how a message says that it is not set. */
    public Fields putNumber(String name, long value) {
        return value == 0 ? this : put(name, value);
    }

    /** An object that is there even without fields. */
    public Fields putObject(String name, Fields value) {
        values.put(name, value.values);
        return this;
    }

    /** The fields of another one after these. */
    public Fields putAll(Fields others) {
        others.values.forEach(this::put);
        return this;
    }

    public Map<String, Object> toMap() {
        return values;
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }
}
