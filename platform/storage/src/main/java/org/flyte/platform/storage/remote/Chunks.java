package org.flyte.platform.storage.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A stream that must have an exact length, in chunks. */
final class Chunks {
    private final InputStream content;
    private final long length;
    private final int size;
    private long taken;

    Chunks(InputStream content, long length, int size) {
        this.content = content;
        this.length = length;
        this.size = size;
    }

    boolean hasNext() {
        return taken < length;
    }

    /** The next chunk; the last one only when the stream ends with it. */
    byte[] next() {
        int wanted = (int) Math.min(size, length - taken);
        try {
            byte[] chunk = content.readNBytes(wanted);
            taken += chunk.length;
            if (chunk.length < wanted) {
                throw new InvalidArgument("the content ended after %d of the %d bytes announced", taken, length);
            }
            if (taken == length && content.read() >= 0) {
                throw new InvalidArgument("the content is longer than the %d bytes announced", length);
            }
            return chunk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
