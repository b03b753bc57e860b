package org.flyte.runs.db;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.flyte.platform.model.ActionKey;

/** Builds the array parameters of a statement over {@code unnest}, one array for each column. A null stays a null. */
public final class ArrayParameters<T> {
    private final List<T> rows;
    private final Tuple tuple;

    private ArrayParameters(List<T> rows, Tuple tuple) {
        this.rows = rows;
        this.tuple = tuple;
    }

    public static <T> ArrayParameters<T> of(List<T> rows) {
        return of(rows, Tuple.tuple());
    }

    /** Adds its parameters to those that are in the tuple. */
    public static <T> ArrayParameters<T> of(List<T> rows, Tuple before) {
        return new ArrayParameters<>(rows, before);
    }

    /** The four columns of an action's key: project, domain, run_name and name. */
    public ArrayParameters<T> key(Function<T, ActionKey> key) {
        return text(row -> key.apply(row).project())
                .text(row -> key.apply(row).domain())
                .text(row -> key.apply(row).runName())
                .text(row -> key.apply(row).name());
    }

    public ArrayParameters<T> text(Function<T, String> value) {
        return add(value, String[]::new);
    }

    public ArrayParameters<T> integer(Function<T, Integer> value) {
        return add(value, Integer[]::new);
    }

    public ArrayParameters<T> number(Function<T, Long> value) {
        return add(value, Long[]::new);
    }

    public ArrayParameters<T> small(Function<T, Integer> value) {
        return add(row -> shortOf(value.apply(row)), Short[]::new);
    }

    public ArrayParameters<T> time(Function<T, Instant> value) {
        return add(row -> timeOf(value.apply(row)), OffsetDateTime[]::new);
    }

    public ArrayParameters<T> bytes(Function<T, ByteString> value) {
        return add(row -> bufferOf(value.apply(row)), Buffer[]::new);
    }

    public Tuple tuple() {
        return tuple;
    }

    /** Bytes as the PostgreSQL client takes them. */
    public static Buffer bufferOf(ByteString bytes) {
        return bytes == null ? null : Buffer.buffer(bytes.toByteArray());
    }

    private <V> ArrayParameters<T> add(Function<T, V> value, IntFunction<V[]> array) {
        V[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        tuple.addValue(column);
        return this;
    }

    private static Short shortOf(Integer value) {
        return value == null ? null : (Short) value.shortValue();
    }

    private static OffsetDateTime timeOf(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
