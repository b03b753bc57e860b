package org.flyte.platform.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A stream that must have an exact length. The S3 client stops reading after the announced bytes, so before the last
 * of them is handed out the stream looks whether more would follow.
 */
final class ExactStream extends FilterInputStream {
    private final long length;
    private long seen;

    private ExactStream(InputStream content, long length) {
        super(content);
        this.length = length;
    }

    static RequestBody body(InputStream content, long length) {
        if (length == 0) {
            requireEnd(content);
            return RequestBody.empty();
        }
        AtomicBoolean used = new AtomicBoolean();
        return RequestBody.fromContentProvider(
                () -> {
                    if (used.getAndSet(true)) {
                        throw new Unavailable(
                                null, "the object store failed in the middle of the content: send it again");
                    }
                    return new ExactStream(content, length);
                },
                length,
                "application/octet-stream");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (seen == length) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(wanted, length - seen));
        if (count < 0) {
            throw new InvalidArgument("the content ended after %d of the %d bytes announced", seen, length);
        }
        seen += count;
        if (seen == length) {
            requireEnd(in);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static void requireEnd(InputStream content) {
        try {
            if (content.read() >= 0) {
                throw new InvalidArgument("the content is longer than announced");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
