package org.flyte.copilot.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Error;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.Void;
import org.flyte.platform.model.ProtoTime;

/** Reads values of the simple types from the content of a file. */
public record TextParser(SimpleType type) {
    /** The tag that the SDK gives bytes. */
    static final String TAG = "msgpack";

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,5})?");
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n\\z");

    /** With an offset, or without one for UTC; a blank instead of the T, as Python writes it, is accepted. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** The value; empty when the content is none of this type. */
    public Optional<Literal> parse(byte[] content) {
        if (type == SimpleType.BINARY) {
            Binary binary = Binary.newBuilder()
                    .setValue(ByteString.copyFrom(content))
                    .setTag(TAG)
                    .build();
            return Optional.of(literal(Scalar.newBuilder().setBinary(binary)));
        }
        return decode(content).flatMap(this::parse);
    }

    /** The same for text. */
    public Optional<Literal> parse(String content) {
        String text = content.strip();
        return switch (type) {
            case INTEGER ->
                integer(text).map(value -> primitive(Primitive.newBuilder().setInteger(value)));
            case FLOAT ->
                decimal(text).map(value -> primitive(Primitive.newBuilder().setFloatValue(value)));
            case STRING ->
                Optional.of(primitive(Primitive.newBuilder()
                        .setStringValue(LINE_END.matcher(content).replaceFirst(""))));
            case BOOLEAN ->
                bool(text).map(value -> primitive(Primitive.newBuilder().setBoolean(value)));
            case DATETIME ->
                time(text).map(value -> primitive(Primitive.newBuilder().setDatetime(value)));
            case DURATION ->
                DurationText.parse(text)
                        .map(value -> primitive(Primitive.newBuilder().setDuration(ProtoTime.of(value))));
            case STRUCT -> struct(text).map(value -> literal(Scalar.newBuilder().setGeneric(value)));
            case NONE -> text.isEmpty() || "null".equals(text) ? Optional.of(none()) : Optional.empty();
            case ERROR ->
                Optional.of(
                        literal(Scalar.newBuilder().setError(Error.newBuilder().setMessage(text))));
            case BINARY -> parse(content.getBytes(StandardCharsets.UTF_8));
            case UNRECOGNIZED -> Optional.empty();
        };
    }

    /** The value that says nothing. */
    public static Literal none() {
        return literal(Scalar.newBuilder().setNoneType(Void.getDefaultInstance()));
    }

    /** A text as a value. */
    public static Literal string(String text) {
        return primitive(Primitive.newBuilder().setStringValue(text));
    }

    /** The text in UTF-8; empty when the bytes are something else. */
    public static Optional<String> decode(byte[] content) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Literal primitive(Primitive.Builder primitive) {
        return literal(Scalar.newBuilder().setPrimitive(primitive));
    }

    private static Literal literal(Scalar.Builder scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }

    private static Optional<Long> integer(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> decimal(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Optional.of(Double.NaN);
            case "inf", "+inf", "infinity", "+infinity" -> Optional.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
            default -> DECIMAL.matcher(text).matches() ? Optional.of(Double.parseDouble(text)) : Optional.empty();
        };
    }

    private static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> Optional.of(true);
            case "false", "f", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Timestamp> time(String text) {
        if (text.length() < 11) {
            return Optional.empty();
        }
        String iso =
                text.substring(0, 10) + (text.charAt(10) == ' ' ? "T" : text.substring(10, 11)) + text.substring(11);
        try {
            TemporalAccessor parsed = TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = parsed instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
            return Optional.of(Timestamp.newBuilder()
                    .setSeconds(instant.getEpochSecond())
                    .setNanos(instant.getNano())
                    .build());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Struct> struct(String text) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(text, struct);
            return text.startsWith("{") ? Optional.of(struct.build()) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
