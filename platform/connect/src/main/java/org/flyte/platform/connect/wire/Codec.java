package org.flyte.platform.connect.wire;

import com.google.protobuf.Message;
import io.grpc.StatusException;

/** How messages look on the wire. */
public interface Codec {
    /** Returns the name in content types and in the {@code encoding} parameter: {@code proto} or {@code json}. */
    String name();

    /** Writes a message. */
    byte[] encode(Message message) throws StatusException;

    /**
     * Reads a message.
     *
     * @throws StatusException INVALID_ARGUMENT if the bytes are not one
     */
    default Message decode(byte[] bytes, Message prototype) throws StatusException {
        return decode(bytes, prototype, Memory.UNBOUNDED);
    }

    /**
     * Reads a message.
     *
     * @param memory asked for what the objects of the message are going to take, about
     * @throws StatusException INVALID_ARGUMENT if the bytes are not one
     */
    Message decode(byte[] bytes, Message prototype, Memory memory) throws StatusException;
}
