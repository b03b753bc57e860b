package org.flyte.platform.testkit;

import java.io.InputStream;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** The letter x again and again: output of any size that takes no memory. */
public final class FilledStream extends InputStream {
    private final IntConsumer read;
    private long left;

    /** A stream of that many bytes. */
    public FilledStream(long size) {
        this(size, count -> {});
    }

    /** @param read is told how many bytes each read took */
    public FilledStream(long size, IntConsumer read) {
        this.left = size;
        this.read = read;
    }

    /** How many bytes have not been read. */
    public long left() {
        return left;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int from, int length) {
        int count = (int) Math.min(left, length);
        if (count == 0) {
            return -1;
        }
        Arrays.fill(into, from, from + count, (byte) 'x');
        left -= count;
        read.accept(count);
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
