package org.flyte.platform.connect.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusException;

/** Binary protobuf. */
public final class ProtoCodec implements Codec {
    @Override
    public String name() {
        return "proto";
    }

    @Override
    public byte[] encode(Message message) {
        return message.toByteArray();
    }

    @Override
    public Message decode(byte[] bytes, Message prototype) throws StatusException {
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
