package org.flyte.platform.storage.abfs;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The bytes of one version of an object, fetched a chunk at a time. Each chunk is requested once: the client's own stream
 * tries again inside, with long pauses.
 */
final class AbfsContent extends InputStream {
    private static final int CHUNK = 4 << 20;

    private final BlobClient blob;
    private final AbfsErrorMapper errors;
    private final BlobRequestConditions version;
    private final Duration timeout;
    private final long end;
    private long next;
    private byte[] chunk = {};
    private int position;

    /** Bytes from {@code from} to before {@code end}. */
    AbfsContent(BlobClient blob, AbfsErrorMapper errors, String version, Duration timeout, long from, long end) {
        this.blob = blob;
        this.errors = errors;
        this.version = new BlobRequestConditions().setIfMatch(version);
        this.timeout = timeout;
        this.next = from;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : chunk[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(wanted, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (position < chunk.length) {
            return false;
        }
        if (next >= end) {
            return true;
        }
        chunk = fetch(Math.min(CHUNK, end - next));
        position = 0;
        next += chunk.length;
        return chunk.length == 0;
    }

    private byte[] fetch(long count) throws IOException {
        try {
            return errors.call(() -> blob.downloadContentWithResponse(
                            new DownloadRetryOptions().setMaxRetryRequests(0),
                            version,
                            new BlobRange(next, count),
                            false,
                            timeout,
                            Context.NONE)
                    .getValue()
                    .toBytes());
        } catch (Unavailable e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
