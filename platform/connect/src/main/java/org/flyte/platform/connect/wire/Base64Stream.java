package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** Decodes base64 that arrives in pieces and may be padded in the middle, as gRPC-Web text bodies are. */
public final class Base64Stream {
    private Buffer rest = Buffer.buffer();

    /**
     * Decodes every whole group of four characters that has arrived.
     *
     * @throws StatusException INVALID_ARGUMENT if it is not base64
     */
    public Buffer decode(Buffer chunk) throws StatusException {
        Buffer text =
                rest.length() == 0 ? chunk : Buffer.buffer().appendBuffer(rest).appendBuffer(chunk);
        int whole = text.length() / 4 * 4;
        Buffer out = Buffer.buffer(whole);
        int start = 0;
        for (int end = 4; end <= whole; end += 4) {
            boolean padded = text.getByte(end - 1) == '=';
            if (padded || end == whole) {
                out.appendBytes(decode(text.getBytes(start, end)));
                start = end;
            }
        }
        rest = text.getBuffer(whole, text.length());
        return out;
    }

    /** Says whether the text stops in the middle of a group. */
    public boolean hasPartial() {
        return rest.length() > 0;
    }

    private static byte[] decode(byte[] group) throws StatusException {
        try {
            return Base64.getDecoder().decode(group);
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("request is not valid base64: " + e.getMessage())
                    .asException();
        }
    }
}
