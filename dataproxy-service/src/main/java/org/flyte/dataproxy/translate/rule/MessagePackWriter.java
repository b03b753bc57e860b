package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes JSON as MessagePack, in the shortest form of each value. A whole number is written as an integer, unless the JSON
 * schema calls it a {@code number}; a text of digits is one where the schema says {@code integer}.
 */
final class MessagePackWriter {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,20}");

    private final MessageBufferPacker out;

    private MessagePackWriter(MessageBufferPacker out) {
        this.out = out;
    }

    /** The bytes of an object. */
    static byte[] write(Value value, Struct schema) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            new MessagePackWriter(out).value(value, schema);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void value(Value value, Struct schema) throws IOException {
        switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> out.packNil();
            case BOOL_VALUE -> out.packBoolean(value.getBoolValue());
            case NUMBER_VALUE -> number(value.getNumberValue(), schema);
            case STRING_VALUE -> string(value.getStringValue(), schema);
            case LIST_VALUE -> array(value.getListValue().getValuesList(), schema);
            case STRUCT_VALUE -> map(value.getStructValue(), schema);
        }
    }

    private void number(double number, Struct schema) throws IOException {
        boolean whole = number == Math.rint(number) && Math.abs(number) <= Json.MAX_EXACT;
        if (whole && !typeOf(schema).equals("number")) {
            out.packLong((long) number);
        } else {
            out.packDouble(number);
        }
    }

    private void string(String text, Struct schema) throws IOException {
        String type = typeOf(schema);
        if (type.equals("integer") && WHOLE.matcher(text).matches()) {
            integer(new BigInteger(text), text);
        } else if (type.equals("number") && (text.equals("NaN") || text.endsWith("Infinity"))) {
            out.packDouble(Double.parseDouble(text));
        } else {
            out.packString(text);
        }
    }

    private void integer(BigInteger number, String text) throws IOException {
        boolean fits = number.bitLength() < Long.SIZE || (number.bitLength() == Long.SIZE && number.signum() > 0);
        if (fits) {
            out.packBigInteger(number);
        } else {
            out.packString(text);
        }
    }

    private void array(List<Value> items, Struct schema) throws IOException {
        out.packArrayHeader(items.size());
        Struct each = Json.object(schema, "items").orElse(Struct.getDefaultInstance());
        for (Value item : items) {
            value(item, each);
        }
    }

    private void map(Struct object, Struct schema) throws IOException {
        out.packMapHeader(object.getFieldsCount());
        Optional<Struct> properties = Json.object(schema, "properties");
        Struct others = Json.object(schema, "additionalProperties").orElse(Struct.getDefaultInstance());
        for (var field : object.getFieldsMap().entrySet()) {
            out.packString(field.getKey());
            value(
                    field.getValue(),
                    properties
                            .flatMap(known -> Json.object(known, field.getKey()))
                            .orElse(others));
        }
    }

    private static String typeOf(Struct schema) {
        return Json.text(schema, "type").orElse("");
    }
}
