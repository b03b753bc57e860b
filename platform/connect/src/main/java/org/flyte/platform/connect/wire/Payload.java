package org.flyte.platform.connect.wire;

import io.grpc.StatusException;

/**
 * A request message as it came off the wire.
 *
 * @param limit largest size after decompression, bytes
 */
public record Payload(byte[] bytes, Compression compression, long limit) {
    /**
     * Decompresses it.
     *
     * @throws StatusException INVALID_ARGUMENT if it is malformed, RESOURCE_EXHAUSTED above the limit
     */
    public byte[] unpack(Memory memory) throws StatusException {
        return compression.decompress(bytes, limit, memory);
    }

    /** Returns the same message with another limit. */
    public Payload limitedTo(long bytesAtMost) {
        return new Payload(bytes, compression, bytesAtMost);
    }
}
