package org.flyte.platform.connect.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;

/**
 * Refuses messages of very many fields before they are parsed: an empty message takes two bytes on the wire, next to nothing
 * when it is compressed, and an object in memory. Malformed messages pass; the parser says what is wrong with them.
 *
 * @param maxFields maximum number of fields, in messages within messages as well
 */
public record FieldLimit(int maxFields) {
    /** Memory of a field in a message, about. */
    public static final long BYTES_A_FIELD = 50;

    /** The parser refuses what is nested deeper. */
    private static final int MAX_DEPTH = 100;

    private static final int SMALL = 64 * 1024;

    /** Returns the number of fields, 0 for a message that is too small for it to matter. */
    public int check(byte[] bytes, Descriptor type) throws StatusException {
        // Each field has a tag of a byte or more, and a value of a byte or more.
        if (bytes.length <= Math.min(SMALL, 2L * maxFields)) {
            return 0;
        }
        Count count = new Count();
        try {
            count.add(CodedInputStream.newInstance(bytes), type, 0);
        } catch (IOException malformed) {
            return count.fields;
        }
        return count.fields;
    }

    private final class Count {
        private int fields;

        void add(CodedInputStream in, Descriptor type, int depth) throws IOException, StatusException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (++fields > maxFields) {
                    throw Status.RESOURCE_EXHAUSTED
                            .withDescription(
                                    "request message has more than %d fields: send less at once".formatted(maxFields))
                            .asException();
                }
                int wireType = WireFormat.getTagWireType(tag);
                if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    addContent(in, typeOf(type, tag), depth);
                } else if (wireType == WireFormat.WIRETYPE_START_GROUP && depth < MAX_DEPTH) {
                    add(in, null, depth + 1);
                } else if (wireType == WireFormat.WIRETYPE_END_GROUP) {
                    return;
                } else {
                    in.skipField(tag);
                }
            }
        }

        private void addContent(CodedInputStream in, Descriptor type, int depth) throws IOException, StatusException {
            int length = in.readRawVarint32();
            if (type == null || depth >= MAX_DEPTH) {
                in.skipRawBytes(length);
                return;
            }
            int outer = in.pushLimit(length);
            add(in, type, depth + 1);
            in.popLimit(outer);
        }

        private Descriptor typeOf(Descriptor type, int tag) {
            FieldDescriptor field = type == null ? null : type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            return field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    ? field.getMessageType()
                    : null;
        }
    }
}
