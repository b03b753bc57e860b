package org.flyte.runs.db;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * A column of a query's result. An enum implements it, with one constant for each column in the order of selection: the
 * select list is rendered from the constants and a constant's ordinal is its index in each row. So statement and reader
 * cannot disagree, and no row looks up a column by name.
 */
public interface ResultColumn {
    /** The constant's name: the column in upper case. */
    String name();

    int ordinal();

    /** Its index in a row; columns that are selected after those of another enum add the number of those. */
    default int index() {
        return ordinal();
    }

    /** The column as SQL names it. */
    default String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All columns of some enums, in the order of their constants, for a SELECT or RETURNING clause. */
    static String list(ResultColumn[]... columns) {
        return Arrays.stream(columns)
                .flatMap(Arrays::stream)
                .map(ResultColumn::sql)
                .collect(Collectors.joining(", "));
    }

    /** All columns of an enum, of the table under an alias. */
    static String listOf(String alias, ResultColumn[] columns) {
        return Arrays.stream(columns).map(column -> alias + "." + column.sql()).collect(Collectors.joining(", "));
    }

    /** The text, or null. */
    default String text(Row row) {
        return row.getString(index());
    }

    /** The value of a SMALLINT column that is never null. */
    default int small(Row row) {
        return row.getShort(index());
    }

    /** The value of an INT column that is never null. */
    default int integer(Row row) {
        return row.getInteger(index());
    }

    /** The value of a BIGINT column, or null. */
    default Long number(Row row) {
        return row.getLong(index());
    }

    /** The value of a BOOLEAN column that is never null. */
    default boolean flag(Row row) {
        return row.getBoolean(index());
    }

    /** The time, or null. */
    default Instant time(Row row) {
        OffsetDateTime time = row.getOffsetDateTime(index());
        return time == null ? null : time.toInstant();
    }

    /** The bytes, or null. */
    default ByteString bytes(Row row) {
        Buffer bytes = row.getBuffer(index());
        return bytes == null ? null : ByteString.copyFrom(bytes.getBytes());
    }

    /** The message, or null when the column is null or cannot be parsed: unreadable bytes must not hide their row. */
    default <M extends Message> M message(Row row, Parser<M> parser) {
        Buffer bytes = row.getBuffer(index());
        if (bytes == null) {
            return null;
        }
        try {
            return parser.parseFrom(bytes.getBytes());
        } catch (InvalidProtocolBufferException e) {
            Logger.getLogger(ResultColumn.class)
                    .warnf("stored message cannot be parsed, column=%s cause=%s", sql(), e.getMessage());
            return null;
        }
    }
}
