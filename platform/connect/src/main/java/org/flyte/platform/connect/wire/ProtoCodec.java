package org.flyte.platform.connect.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusException;

/** Binary protobuf. */
public final class ProtoCodec implements Codec {
    /** A list of a million numbers, and some. */
    private static final FieldLimit FIELDS = new FieldLimit(4_000_000);

    @Override
    public String name() {
        return "proto";
    }

    @Override
    public byte[] encode(Message message) {
        return message.toByteArray();
    }

    @Override
    public Message decode(byte[] bytes, Message prototype, Memory memory) throws StatusException {
        memory.take(FieldLimit.BYTES_A_FIELD * FIELDS.check(bytes, prototype.getDescriptorForType()));
        try {
            return prototype.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("request is not a valid %s: %s"
                            .formatted(prototype.getDescriptorForType().getFullName(), e.getMessage()))
                    .asException();
        }
    }
}
