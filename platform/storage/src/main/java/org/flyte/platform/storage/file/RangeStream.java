package org.flyte.platform.storage.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class RangeStream extends FilterInputStream {
    private long left;

    RangeStream(InputStream content, long count) {
        super(content);
        this.left = Math.max(0, count);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted > 0 && left == 0) {
            return -1;
        }
        int count = super.read(target, offset, (int) Math.min(wanted, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
