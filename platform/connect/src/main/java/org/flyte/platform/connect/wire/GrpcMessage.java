package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding of {@code grpc-message}. */
public final class GrpcMessage {
    private GrpcMessage() {}

    /** Encodes every byte outside printable ASCII, and the percent sign. */
    public static String encode(String message) {
        StringBuilder out = new StringBuilder(message.length());
        for (byte b : message.getBytes(UTF_8)) {
            if (b >= 0x20 && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
