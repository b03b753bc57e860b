package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusException;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Memory;
import org.flyte.platform.connect.wire.MessageTooLarge;
import org.flyte.platform.connect.wire.Payload;

/**
 * Unpacks and reads the request messages of one method.
 *
 * @param <Q> type of the messages
 */
record RequestDecoder<Q>(Codec codec, Message prototype) {
    static <Q> RequestDecoder<Q> of(MethodDescriptor<Q, ?> method, Codec codec) {
        var marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
        return new RequestDecoder<>(codec, (Message) marshaller.getMessagePrototype());
    }

    /** Returns the message, or null if it is not small. */
    Q decodeSmall(Payload payload, Memory memory) throws StatusException {
        if (payload.bytes().length > CodecThreads.SMALL) {
            return null;
        }
        byte[] plain;
        try {
            plain = payload.limitedTo(Math.min(CodecThreads.SMALL, payload.limit()))
                    .unpack(Memory.UNBOUNDED);
        } catch (MessageTooLarge e) {
            if (payload.limit() <= CodecThreads.SMALL) {
                throw e;
            }
            return null;
        }
        memory.take(plain.length);
        return read(plain, memory);
    }

    Q decode(Payload payload, Memory memory) throws StatusException {
        return read(payload.unpack(memory), memory);
    }

    @SuppressWarnings("unchecked")
    private Q read(byte[] plain, Memory memory) throws StatusException {
        return (Q) codec.decode(plain, prototype, memory);
    }
}
