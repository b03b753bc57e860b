package org.flyte.platform.storage.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.Md5;

/** A whole object whose last bytes are given out only if all of them have the checksum of the object. */
final class VerifiedStream extends FilterInputStream {
    private final Location at;
    private final String expected;
    private final Md5 sum = new Md5();
    private long left;

    VerifiedStream(InputStream content, Location at, long size, String expected) {
        super(content);
        this.at = at;
        this.left = size;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        int count = in.read(target, offset, wanted);
        if (count > 0) {
            sum.update(target, offset, count);
            left -= count;
            if (left == 0) {
                verify(at, sum.base64(), expected);
            }
        }
        return count;
    }

    /** Reads what it skips: that is a part of the sum. */
    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.clamp(count, 0, 64 * 1024)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    static void verify(Location at, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw new Unavailable(
                    null, "what the object store sent of %s has another checksum than the object: try again", at);
        }
    }
}
