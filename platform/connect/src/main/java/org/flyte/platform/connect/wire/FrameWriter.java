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

    /** Compresses a payload if it is worth it. Any thread may. */
    public Packed pack(byte[] payload) {
        boolean pack = compression != Compression.IDENTITY && payload.length >= compressFrom;
        return new Packed(pack ? compression.compress(payload) : payload, pack);
    }

    /** Appends one frame. */
    public void append(Buffer out, int flags, byte[] payload) {
        append(out, flags, pack(payload));
    }

    /** Appends one frame. */
    public void append(Buffer out, int flags, Packed payload) {
        out.appendByte((byte) (payload.compressed() ? flags | Frame.COMPRESSED : flags))
                .appendInt(payload.bytes().length)
                .appendBytes(payload.bytes());
    }
}
