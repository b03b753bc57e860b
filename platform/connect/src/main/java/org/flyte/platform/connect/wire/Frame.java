package org.flyte.platform.connect.wire;

import java.util.Arrays;

/** One envelope of a stream: a byte of flags and a payload. Connect, gRPC and gRPC-Web share it. */
public record Frame(int flags, byte[] payload) {
    /** The payload is compressed. */
    public static final int COMPRESSED = 0x01;
    /** The last envelope of a Connect stream. */
    public static final int CONNECT_END = 0x02;
    /** The trailers of a gRPC-Web stream. */
    public static final int WEB_TRAILERS = 0x80;
    /** Bytes before the payload. */
    public static final int HEADER = 5;

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && flags == frame.flags && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return 31 * flags + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Frame[flags=%d, %d bytes]".formatted(flags, payload.length);
    }
}
