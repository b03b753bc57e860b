package org.flyte.platform.runtime;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the log lines of one call, Kafka message or reconcile have in common. Set where it enters:
 *
 * <pre>{@code
 * try (LogContext.Scope scope = LogContext.ofAction(run, action).with(LogKey.ATTEMPT, 2).enter()) {
 *     ...
 * }
 * }</pre>
 */
public record LogContext(Map<LogKey, String> values) {
    /** Ends the values of a context; those from before it are back. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    public LogContext {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** Returns a context with one value. */
    public static LogContext of(LogKey key, Object value) {
        return new LogContext(Map.of(key, String.valueOf(value)));
    }

    /** Returns the context of an action. */
    public static LogContext ofAction(Object run, Object action) {
        return of(LogKey.RUN, run).with(LogKey.ACTION, action);
    }

    /** Returns this context with one value more, or another value for its key. */
    public LogContext with(LogKey key, Object value) {
        Map<LogKey, String> more = new EnumMap<>(LogKey.class);
        more.putAll(values);
        more.put(key, String.valueOf(value));
        return new LogContext(more);
    }

    /** Adds the values to the log lines of the running call, until that ends by itself. */
    public void put() {
        values.forEach(LogKey::put);
    }

    /** Adds the values to the log lines from here to the scope's end. */
    public Scope enter() {
        Map<LogKey, String> before = new EnumMap<>(LogKey.class);
        values.keySet().forEach(key -> {
            String value = key.current();
            if (value != null) {
                before.put(key, value);
            }
        });
        put();
        return () -> values.keySet().forEach(key -> restore(key, before.get(key)));
    }

    private static void restore(LogKey key, String value) {
        if (value == null) {
            key.remove();
        } else {
            key.put(value);
        }
    }
}
