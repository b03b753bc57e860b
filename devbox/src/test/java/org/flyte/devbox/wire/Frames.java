package org.flyte.devbox.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The frames that Connect streams, gRPC and gRPC-Web share: a flag byte, four bytes of length, the payload. */
final class Frames {
    static final int HEAD = 5;
    static final int COMPRESSED = 1;
    static final int CONNECT_END = 2;
    static final int WEB_TRAILERS = 0x80;

    private Frames() {}

    record Frame(int flags, byte[] payload) {
        boolean is(int flag) {
            return (flags & flag) != 0;
        }

        byte[] plain() {
            return is(COMPRESSED) ? gunzip(payload) : payload;
        }
    }

    static byte[] frame(int flags, byte[] payload) {
        return ByteBuffer.allocate(HEAD + payload.length)
                .put((byte) flags)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    /** The next frame; empty when the body has ended between two frames. */
    static Optional<Frame> next(InputStream body) throws IOException {
        byte[] head = body.readNBytes(HEAD);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < HEAD) {
            throw new EOFException("the body ended inside a frame");
        }
        ByteBuffer fields = ByteBuffer.wrap(head);
        int flags = fields.get() & 0xff;
        int length = fields.getInt();
        byte[] payload = body.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the body ended inside a frame");
        }
        return Optional.of(new Frame(flags, payload));
    }

    static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] gunzip(byte[] packed) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
