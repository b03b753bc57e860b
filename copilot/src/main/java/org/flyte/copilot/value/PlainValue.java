package org.flyte.copilot.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Timestamps;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.copilot.failure.TransferException;
import org.flyte.idl.core.Primitive;

/**
 * A value of an input as raw containers see it.
 *
 * @param text content of its file
 * @param value what stands in inputs.json and inputs.yaml: null, a boolean, number, text, list or map
 */
public record PlainValue(String text, Object value) {
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);

    public static final PlainValue NULL = new PlainValue("null", null);

    /** A basic value. */
    public static PlainValue of(Primitive primitive) {
        return switch (primitive.getValueCase()) {
            case INTEGER -> new PlainValue(Long.toString(primitive.getInteger()), primitive.getInteger());
            case FLOAT_VALUE -> ofDouble(primitive.getFloatValue());
            case STRING_VALUE -> new PlainValue(primitive.getStringValue(), primitive.getStringValue());
            case BOOLEAN -> new PlainValue(Boolean.toString(primitive.getBoolean()), primitive.getBoolean());
            case DATETIME -> ofTime(primitive.getDatetime());
            case DURATION -> ofDuration(primitive.getDuration());
            case VALUE_NOT_SET -> NULL;
        };
    }

    /** Base64 in metadata files, which hold text only. */
    public static Object ofBytes(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** An object. */
    public static Map<String, Object> of(Struct struct) {
        Map<String, Object> map = new LinkedHashMap<>();
        new TreeMap<>(struct.getFieldsMap()).forEach((name, value) -> map.put(name, of(value)));
        return map;
    }

    private static Object of(Value value) {
        return switch (value.getKindCase()) {
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> of(value.getStructValue());
            case LIST_VALUE -> {
                List<Object> list = new ArrayList<>();
                value.getListValue().getValuesList().forEach(item -> list.add(of(item)));
                yield list;
            }
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }

    /** Numbers of a Struct are doubles; those without a fraction are written without one. */
    private static Object number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) (long) number : finite(number);
    }

    /** JSON has no NaN and no infinity. */
    private static Object finite(double number) {
        return Double.isFinite(number) ? (Object) number : textOf(number);
    }

    private static PlainValue ofDouble(double number) {
        return new PlainValue(textOf(number), finite(number));
    }

    private static String textOf(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number));
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private static PlainValue ofTime(Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw TransferException.user("a datetime is not between the years 1 and 9999");
        }
        String text = Timestamps.toString(time);
        return new PlainValue(text, text);
    }

    private static PlainValue ofDuration(com.google.protobuf.Duration duration) {
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(duration.getNanos()));
        return new PlainValue(
                DurationText.text(Duration.ofSeconds(duration.getSeconds(), duration.getNanos())),
                nanos.bitLength() < Long.SIZE ? (Object) nanos.longValue() : nanos);
    }
}
