package org.flyte.platform.connect.wire;

import io.vertx.core.buffer.Buffer;

/** Puts payloads into frames, compressing those that are worth it. */
public final class FrameWriter {
    private final Compression compression;
    private final long compressFrom;

    public FrameWriter(Compression compression, long compressFrom) {
        this.compression = compression;
        this.compressFrom = compressFrom;
    }

    /** Appends one frame. */
    public void append(Buffer out, int flags, byte[] payload) {
        boolean pack = compression != Compression.IDENTITY && payload.length >= compressFrom;
        byte[] body = pack ? compression.compress(payload) : payload;
        out.appendByte((byte) (pack ? flags | Frame.COMPRESSED : flags))
                .appendInt(body.length)
                .appendBytes(body);
    }
}
