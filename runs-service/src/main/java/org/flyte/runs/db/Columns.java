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

/** Turns rows into column arrays, in the order of a statement's {@code unnest} parameters. A null stays a null. */
public final class Columns<T> {
    private final List<T> rows;
    private final Tuple tuple = Tuple.tuple();

    private Columns(List<T> rows) {
        this.rows = rows;
    }

    public static <T> Columns<T> of(List<T> rows) {
        return new Columns<>(rows);
    }

    public Columns<T> text(Function<T, String> value) {
        return add(value, String[]::new);
    }

    public Columns<T> integer(Function<T, Integer> value) {
        return add(value, Integer[]::new);
    }

    public Columns<T> small(Function<T, Integer> value) {
        return add(row -> shortOf(value.apply(row)), Short[]::new);
    }

    public Columns<T> number(Function<T, Long> value) {
        return add(value, Long[]::new);
    }

    public Columns<T> time(Function<T, Instant> value) {
        return add(row -> at(value.apply(row)), OffsetDateTime[]::new);
    }

    public Columns<T> bytes(Function<T, ByteString> value) {
        return add(row -> buffer(value.apply(row)), Buffer[]::new);
    }

    public Tuple tuple() {
        return tuple;
    }

    private <V> Columns<T> add(Function<T, V> value, IntFunction<V[]> array) {
        tuple.addValue(rows.stream().map(value).toArray(array));
        return this;
    }

    private static Short shortOf(Integer value) {
        return value == null ? null : (Short) value.shortValue();
    }

    /** An instant as PostgreSQL's client takes it. */
    public static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Bytes as PostgreSQL's client takes them. */
    public static Buffer buffer(ByteString bytes) {
        return bytes == null ? null : Buffer.buffer(bytes.toByteArray());
    }
}
