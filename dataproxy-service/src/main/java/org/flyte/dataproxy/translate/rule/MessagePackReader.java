package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.charset.CodingErrorAction;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormatException;
import org.msgpack.core.MessagePack.UnpackerConfig;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageSizeException;
import org.msgpack.core.MessageUnpacker;

/** Reads one MessagePack value as JSON: bytes become base64, timestamps RFC 3339, keys of maps text. */
final class MessagePackReader {
    /** Deeper values are not sent: protobuf messages are at most 100 deep, and JSON takes three for each level. */
    private static final int DEEPEST = 30;

    private static final UnpackerConfig CONFIG =
            new UnpackerConfig().withActionOnMalformedString(CodingErrorAction.REPORT);

    private final MessageUnpacker in;
    private final long size;

    private MessagePackReader(byte[] bytes) {
        this.in = CONFIG.newUnpacker(bytes);
        this.size = bytes.length;
    }

    /** The value; empty when the bytes are not exactly one. */
    static Optional<Value> read(byte[] bytes) {
        MessagePackReader reader = new MessagePackReader(bytes);
        try {
            Value value = reader.value(0);
            return reader.in.hasNext() ? Optional.empty() : Optional.of(value);
        } catch (IOException | MessagePackException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private Value value(int depth) throws IOException {
        return switch (in.getNextFormat().getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield Json.NULL;
            }
            case BOOLEAN -> Json.of(in.unpackBoolean());
            case INTEGER -> integer();
            case FLOAT -> Json.of(in.unpackDouble());
            case STRING -> Json.of(in.unpackString());
            case BINARY -> Json.of(bytes(in.unpackBinaryHeader()));
            case ARRAY -> array(in.unpackArrayHeader(), depth);
            case MAP -> map(in.unpackMapHeader(), depth);
            case EXTENSION -> extension(in.unpackExtensionTypeHeader());
        };
    }

    private Value integer() throws IOException {
        var number = in.unpackBigInteger();
        return number.bitLength() < Long.SIZE ? Json.of(number.longValue()) : Json.of(number.toString());
    }

    /** A length is checked before so much memory is taken. */
    private byte[] bytes(int length) throws IOException {
        checkCount(length);
        return in.readPayload(length);
    }

    private Value array(int count, int depth) throws IOException {
        checkCount(count);
        checkDepth(depth);
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return Json.of(items);
    }

    private Value map(int count, int depth) throws IOException {
        checkCount(count);
        checkDepth(depth);
        Struct.Builder object = Struct.newBuilder();
        for (int i = 0; i < count; i++) {
            String key = key(value(depth + 1));
            object.putFields(key, value(depth + 1));
        }
        return Json.of(object.build());
    }

    private static String key(Value key) {
        return switch (key.getKindCase()) {
            case STRING_VALUE -> key.getStringValue();
            case BOOL_VALUE -> Boolean.toString(key.getBoolValue());
            case NUMBER_VALUE -> numberText(key.getNumberValue());
            case NULL_VALUE, KIND_NOT_SET -> "null";
            case STRUCT_VALUE, LIST_VALUE -> throw new MessageFormatException("a key is an object or an array");
        };
    }

    private static String numberText(double number) {
        return number == Math.rint(number) && Math.abs(number) <= Json.MAX_EXACT
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Value extension(ExtensionTypeHeader header) throws IOException {
        if (header.isTimestampType()) {
            return Json.of(in.unpackTimestamp(header).toString());
        }
        return Json.of(Base64.getEncoder().encodeToString(bytes(header.getLength())));
    }

    private void checkCount(int count) {
        if (count > size - in.getTotalReadBytes()) {
            throw new MessageSizeException("longer than the bytes that are left", count);
        }
    }

    private static void checkDepth(int depth) {
        if (depth >= DEEPEST) {
            throw new MessageFormatException("too deep");
        }
    }
}
