package org.flyte.runs.list.rule;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.Locale;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Types of columns that lists filter and sort by; reads literals of requests and tokens. */
public enum ColumnType {
    TEXT("text"),
    INTEGER("bigint"),
    PHASE("bigint"),
    TIME("timestamptz"),
    BOOLEAN("boolean");

    private static final DateTimeFormatter TIMES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd['T'][' '][HH:mm[:ss][.SSSSSSSSS][.SSSSSS][.SSS]][XXX][XX][X]");

    private static final int MAX_LENGTH = 4096;

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    /** The name of the type in SQL. */
    public String sql() {
        return sql;
    }

    /** The value of a literal; fails with InvalidArgument that names the field. */
    public Object parse(String field, String literal) {
        if (literal.length() > MAX_LENGTH) {
            throw new InvalidArgument("a value of %s has more than %d characters", field, MAX_LENGTH);
        }
        try {
            return switch (this) {
                case TEXT -> RequestFields.storable("a value of " + field, literal);
                case INTEGER -> Long.valueOf(literal.trim());
                case PHASE -> phase(literal.trim());
                case TIME -> time(literal.trim());
                case BOOLEAN -> bool(literal.trim());
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidArgument("'%s' is not a value of %s", Address.shown(literal), field);
        }
    }

    /** The literal of a value, such that {@link #parse} gives it back. */
    public static String format(Object value) {
        return value.toString();
    }

    private static Boolean bool(String literal) {
        return switch (literal.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(literal);
        };
    }

    private static Long phase(String literal) {
        if (!literal.isEmpty() && Character.isDigit(literal.charAt(0))) {
            return Long.valueOf(literal);
        }
        String name = literal.startsWith("ACTION_PHASE_") ? literal : "ACTION_PHASE_" + literal;
        return (long) ActionPhase.valueOf(name).getNumber();
    }

    /** RFC 3339, or ISO 8601 without a zone or a time, which are then UTC and midnight. */
    private static OffsetDateTime time(String literal) {
        TemporalAccessor parsed =
                literal.indexOf('T') > 0 ? firstOf(DateTimeFormatter.ISO_DATE_TIME, literal) : firstOf(TIMES, literal);
        return switch (parsed) {
            case OffsetDateTime time -> storable(time);
            case LocalDateTime time -> storable(time.atOffset(ZoneOffset.UTC));
            case LocalDate date -> storable(date.atStartOfDay().atOffset(ZoneOffset.UTC));
            default -> throw new DateTimeException("no time in " + literal);
        };
    }

    /** The database has no time far outside of these years. */
    private static OffsetDateTime storable(OffsetDateTime time) {
        if (time.getYear() < 1 || time.getYear() > 9999) {
            throw new DateTimeException("year out of range");
        }
        return time;
    }

    private static TemporalAccessor firstOf(DateTimeFormatter format, String literal) {
        TemporalQuery<OffsetDateTime> zoned = OffsetDateTime::from;
        return format.parseBest(literal, zoned, LocalDateTime::from, LocalDate::from);
    }
}
