package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes JSON as MessagePack, in the shortest form of each value. A whole number is written as an integer, unless the JSON
 * schema calls it a {@code number}; a text of digits is one where the schema says {@code integer}.
 */
final class MessagePackWriter {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,20}");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MessagePackWriter() {}

    /** The bytes of an object. */
    static byte[] write(Value value, Struct schema) {
        MessagePackWriter writer = new MessagePackWriter();
        try {
            writer.value(value, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.bytes.toByteArray();
    }

    private void value(Value value, Struct schema) throws IOException {
        switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> out.writeByte(0xc0);
            case BOOL_VALUE -> out.writeByte(value.getBoolValue() ? 0xc3 : 0xc2);
            case NUMBER_VALUE -> number(value.getNumberValue(), schema);
            case STRING_VALUE -> string(value.getStringValue(), schema);
            case LIST_VALUE -> array(value.getListValue().getValuesList(), schema);
            case STRUCT_VALUE -> map(value.getStructValue(), schema);
        }
    }

    private void number(double number, Struct schema) throws IOException {
        boolean whole = number == Math.rint(number) && Math.abs(number) <= Json.MAX_EXACT;
        if (whole && !typeOf(schema).equals("number")) {
            integer((long) number);
        } else {
            out.writeByte(0xcb);
            out.writeDouble(number);
        }
    }

    private void string(String text, Struct schema) throws IOException {
        String type = typeOf(schema);
        if (type.equals("integer") && WHOLE.matcher(text).matches()) {
            bigInteger(new BigInteger(text), text);
        } else if (type.equals("number") && (text.equals("NaN") || text.endsWith("Infinity"))) {
            out.writeByte(0xcb);
            out.writeDouble(Double.parseDouble(text));
        } else {
            string(text);
        }
    }

    private void bigInteger(BigInteger number, String text) throws IOException {
        if (number.bitLength() < Long.SIZE) {
            integer(number.longValue());
        } else if (number.bitLength() == Long.SIZE && number.signum() > 0) {
            out.writeByte(0xcf);
            out.writeLong(number.longValue());
        } else {
            string(text);
        }
    }

    private void integer(long number) throws IOException {
        if (number >= 0) {
            natural(number);
        } else if (number >= -32) {
            out.writeByte((int) number);
        } else if (number >= Byte.MIN_VALUE) {
            out.writeByte(0xd0);
            out.writeByte((int) number);
        } else if (number >= Short.MIN_VALUE) {
            out.writeByte(0xd1);
            out.writeShort((int) number);
        } else if (number >= Integer.MIN_VALUE) {
            out.writeByte(0xd2);
            out.writeInt((int) number);
        } else {
            out.writeByte(0xd3);
            out.writeLong(number);
        }
    }

    private void natural(long number) throws IOException {
        if (number <= 0x7f) {
            out.writeByte((int) number);
        } else if (number <= 0xffff_ffffL) {
            header(0xcc, (int) number);
        } else {
            out.writeByte(0xcf);
            out.writeLong(number);
        }
    }

    /** A type with a number of 1, 2 or 4 bytes; the types for these follow each other. */
    private void header(int first, int number) throws IOException {
        if (number >= 0 && number <= 0xff) {
            out.writeByte(first);
            out.writeByte(number);
        } else if (number >= 0 && number <= 0xffff) {
            out.writeByte(first + 1);
            out.writeShort(number);
        } else {
            out.writeByte(first + 2);
            out.writeInt(number);
        }
    }

    private void string(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= 31) {
            out.writeByte(0xa0 | utf8.length);
        } else {
            header(0xd9, utf8.length);
        }
        out.write(utf8);
    }

    private void count(int short4, int long16, int count) throws IOException {
        if (count <= 15) {
            out.writeByte(short4 | count);
        } else if (count <= 0xffff) {
            out.writeByte(long16);
            out.writeShort(count);
        } else {
            out.writeByte(long16 + 1);
            out.writeInt(count);
        }
    }

    private void array(List<Value> items, Struct schema) throws IOException {
        count(0x90, 0xdc, items.size());
        Struct each = Json.object(schema, "items").orElse(Struct.getDefaultInstance());
        for (Value item : items) {
            value(item, each);
        }
    }

    private void map(Struct object, Struct schema) throws IOException {
        count(0x80, 0xde, object.getFieldsCount());
        Optional<Struct> properties = Json.object(schema, "properties");
        Struct others = Json.object(schema, "additionalProperties").orElse(Struct.getDefaultInstance());
        for (var field : object.getFieldsMap().entrySet()) {
            string(field.getKey());
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
