package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.Value.KindCase;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Builds and takes apart JSON values. */
final class Json {
    /** The largest whole number up to which every whole number is a JSON number of its own. */
    static final long MAX_EXACT = 1L << 53;

    static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

    /** What a launch form has for "no value": {@code {"type":"null"}}. */
    static final Value NONE =
            of(Struct.newBuilder().putFields("type", of("null")).build());

    private Json() {}

    static Value of(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    static Value of(boolean value) {
        return Value.newBuilder().setBoolValue(value).build();
    }

    static Value of(Struct object) {
        return Value.newBuilder().setStructValue(object).build();
    }

    static Value of(List<Value> items) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(items))
                .build();
    }

    /** A number, or its text when a JSON number cannot be it: whole ones beyond 2^53. */
    static Value of(long number) {
        return Math.abs(number) <= MAX_EXACT && number != Long.MIN_VALUE
                ? Value.newBuilder().setNumberValue(number).build()
                : of(Long.toString(number));
    }

    /** A number, or the text {@code NaN}, {@code Infinity} or {@code -Infinity}, which JSON has no numbers for. */
    static Value of(double number) {
        return Double.isFinite(number)
                ? Value.newBuilder().setNumberValue(number).build()
                : of(Double.toString(number));
    }

    /** Bytes as base64 with padding. */
    static Value of(byte[] bytes) {
        return of(Base64.getEncoder().encodeToString(bytes));
    }

    static boolean isNone(Value value) {
        return value.getKindCase() == KindCase.NULL_VALUE
                || value.getKindCase() == KindCase.KIND_NOT_SET
                || value.equals(NONE);
    }

    /** The text of a field, if it has one. */
    static Optional<String> text(Struct object, String field) {
        Value value = object.getFieldsMap().get(field);
        return value != null && value.hasStringValue() ? Optional.of(value.getStringValue()) : Optional.empty();
    }

    /** The object of a field, if it has one. */
    static Optional<Struct> object(Struct object, String field) {
        Value value = object.getFieldsMap().get(field);
        return value != null && value.hasStructValue() ? Optional.of(value.getStructValue()) : Optional.empty();
    }

    /** The list of a field, if it has one. */
    static Optional<List<Value>> list(Struct object, String field) {
        Value value = object.getFieldsMap().get(field);
        return value != null && value.hasListValue()
                ? Optional.of(value.getListValue().getValuesList())
                : Optional.empty();
    }

    /** What kind of value it is, for a message. */
    static String kind(Value value) {
        return switch (value.getKindCase()) {
            case NUMBER_VALUE -> "a number";
            case STRING_VALUE -> "a string";
            case BOOL_VALUE -> "a boolean";
            case STRUCT_VALUE -> "an object";
            case LIST_VALUE -> "an array";
            case NULL_VALUE, KIND_NOT_SET -> "null";
        };
    }
}
