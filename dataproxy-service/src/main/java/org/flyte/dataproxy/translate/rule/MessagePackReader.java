package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads one MessagePack value as JSON: bytes become base64, timestamps RFC 3339, keys of maps text. */
final class MessagePackReader {
    /** Deeper values are not sent: protobuf messages are at most 100 deep, and JSON takes three for each level. */
    private static final int DEEPEST = 30;

    private final ByteBuffer in;

    private MessagePackReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** The value; empty when the bytes are not exactly one. */
    static Optional<Value> read(byte[] bytes) {
        MessagePackReader reader = new MessagePackReader(bytes);
        try {
            Value value = reader.value(0);
            return reader.in.hasRemaining() ? Optional.empty() : Optional.of(value);
        } catch (BufferUnderflowException | CharacterCodingException | Malformed e) {
            return Optional.empty();
        }
    }

    private static final class Malformed extends Exception {
        private Malformed(String message) {
            super(message);
        }
    }

    private Value value(int depth) throws CharacterCodingException, Malformed {
        int type = in.get() & 0xff;
        if (type <= 0x7f || type >= 0xe0) {
            return Json.of((long) (byte) type);
        }
        return switch (type & 0xf0) {
            case 0x80 -> map(type & 0x0f, depth);
            case 0x90 -> array(type & 0x0f, depth);
            case 0xa0, 0xb0 -> Json.of(text(type & 0x1f));
            default -> longer(type, depth);
        };
    }

    private Value longer(int type, int depth) throws CharacterCodingException, Malformed {
        return switch (type) {
            case 0xc0 -> Json.NULL;
            case 0xc2 -> Json.of(false);
            case 0xc3 -> Json.of(true);
            case 0xc4, 0xc5, 0xc6 -> Json.of(bytes(length(type - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> extension(length(type - 0xc7));
            case 0xca -> Json.of((double) in.getFloat());
            case 0xcb -> Json.of(in.getDouble());
            case 0xcc, 0xcd, 0xce -> Json.of((long) length(type - 0xcc) & 0xffff_ffffL);
            case 0xcf -> unsigned(in.getLong());
            case 0xd0 -> Json.of((long) in.get());
            case 0xd1 -> Json.of((long) in.getShort());
            case 0xd2 -> Json.of((long) in.getInt());
            case 0xd3 -> Json.of(in.getLong());
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (type - 0xd4));
            case 0xd9, 0xda, 0xdb -> Json.of(text(length(type - 0xd9)));
            case 0xdc, 0xdd -> array(length(type - 0xdc + 1), depth);
            case 0xde, 0xdf -> map(length(type - 0xde + 1), depth);
            default -> throw new Malformed("no value begins so");
        };
    }

    /** An unsigned number of 1, 2 or 4 bytes; as a length more than 2 GiB is negative and refused where it is used. */
    private int length(int size) {
        return switch (size) {
            case 0 -> in.get() & 0xff;
            case 1 -> in.getShort() & 0xffff;
            default -> in.getInt();
        };
    }

    private static Value unsigned(long number) {
        return number >= 0 ? Json.of(number) : Json.of(new BigInteger(Long.toUnsignedString(number)).toString());
    }

    private byte[] bytes(int length) throws Malformed {
        checkCount(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private String text(int length) throws CharacterCodingException, Malformed {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(length)))
                .toString();
    }

    private Value array(int count, int depth) throws CharacterCodingException, Malformed {
        checkCount(count);
        checkDepth(depth);
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return Json.of(items);
    }

    private Value map(int count, int depth) throws CharacterCodingException, Malformed {
        checkCount(count);
        checkDepth(depth);
        Struct.Builder object = Struct.newBuilder();
        for (int i = 0; i < count; i++) {
            String key = key(value(depth + 1));
            object.putFields(key, value(depth + 1));
        }
        return Json.of(object.build());
    }

    private static String key(Value key) throws Malformed {
        return switch (key.getKindCase()) {
            case STRING_VALUE -> key.getStringValue();
            case BOOL_VALUE -> Boolean.toString(key.getBoolValue());
            case NUMBER_VALUE -> numberText(key.getNumberValue());
            case NULL_VALUE, KIND_NOT_SET -> "null";
            case STRUCT_VALUE, LIST_VALUE -> throw new Malformed("a key is an object or an array");
        };
    }

    private static String numberText(double number) {
        return number == Math.rint(number) && Math.abs(number) <= Json.MAX_EXACT
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Value extension(int length) throws Malformed {
        byte kind = in.get();
        byte[] data = bytes(length);
        return kind == -1 ? timestamp(data) : Json.of(Base64.getEncoder().encodeToString(data));
    }

    private static Value timestamp(byte[] data) throws Malformed {
        ByteBuffer time = ByteBuffer.wrap(data);
        try {
            return Json.of(
                    switch (data.length) {
                        case 4 ->
                            Instant.ofEpochSecond(time.getInt() & 0xffff_ffffL).toString();
                        case 8 -> {
                            long packed = time.getLong();
                            yield Instant.ofEpochSecond(packed & 0x3_ffff_ffffL, packed >>> 34)
                                    .toString();
                        }
                        case 12 -> {
                            int nanos = time.getInt();
                            yield Instant.ofEpochSecond(time.getLong(), nanos).toString();
                        }
                        default -> throw new Malformed("a timestamp has 4, 8 or 12 bytes");
                    });
        } catch (DateTimeException e) {
            throw new Malformed("a timestamp beyond the range of times");
        }
    }

    private void checkCount(int count) throws Malformed {
        if (count < 0 || count > in.remaining()) {
            throw new Malformed("longer than the bytes that are left");
        }
    }

    private static void checkDepth(int depth) throws Malformed {
        if (depth >= DEEPEST) {
            throw new Malformed("too deep");
        }
    }
}
