package org.flyte.platform.connect.wire;

import io.vertx.core.buffer.Buffer;

/**
 * Bytes that arrive in pieces and are taken from the front. However many the pieces are, each byte is copied a few times:
 * the capacity doubles. Not thread-safe.
 */
public final class Accumulator {
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private Buffer bytes = Buffer.buffer();
    private int start;
    private int capacity;

    /** Adds a piece; it must not change any more. */
    public void append(Buffer piece) {
        int length = length();
        if (length == 0) {
            bytes = piece;
            start = 0;
            capacity = 0;
            return;
        }
        if ((long) bytes.length() + piece.length() > capacity) {
            capacity = (int) Math.min(MAX_CAPACITY, Math.max(2L * length, (long) length + piece.length()));
            bytes = Buffer.buffer(capacity).appendBuffer(bytes, start, length);
            start = 0;
        }
        bytes.appendBuffer(piece);
    }

    /** Returns how many bytes wait. */
    public int length() {
        return bytes.length() - start;
    }

    /** Returns one of the bytes that wait. */
    int unsignedByte(int at) {
        return bytes.getUnsignedByte(start + at);
    }

    /** Returns four of the bytes that wait as a number. */
    long unsignedInt(int at) {
        return bytes.getUnsignedInt(start + at);
    }

    /** Takes bytes from the front. */
    public byte[] take(int length) {
        byte[] taken = bytes.getBytes(start, start + length);
        start += length;
        return taken;
    }

    /** Drops bytes from the front. */
    void skip(int length) {
        start += length;
    }
}
