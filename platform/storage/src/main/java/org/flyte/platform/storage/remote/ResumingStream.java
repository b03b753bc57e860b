package org.flyte.platform.storage.remote;

import java.io.IOException;
import java.io.InputStream;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.remote.RemoteBackend.Content;

/**
 * The bytes of an object, or of a range, exactly as many as there are. When the connection breaks, or ends early, the rest
 * is fetched anew, of the same version of the object; after some failures without a byte in between the stream fails, and
 * never ends as if it were whole.
 */
final class ResumingStream extends InputStream {
    private final RemoteBackend backend;
    private final Location at;
    private final Retries retries;
    private final String version;
    private final long end;
    private long position;
    private InputStream current;

    /** Continues what was opened at {@code from} and has {@code length} bytes. */
    ResumingStream(RemoteBackend backend, Location at, Retries retries, Content opened, long from, long length) {
        this.backend = backend;
        this.at = at;
        this.retries = retries;
        this.version = opened.attributes().version();
        this.position = from;
        this.end = from + length;
        this.current = opened.bytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int most = (int) Math.min(wanted, end - position);
        for (int failures = 0; ; failures++) {
            int count = readOnce(target, offset, most);
            if (count > 0) {
                position += count;
                return count;
            }
            if (failures + 1 >= retries.attempts()) {
                throw new Unavailable(
                        null,
                        "the object store broke off while sending %s, after %d of %d bytes: try again",
                        at,
                        position,
                        end);
            }
            retries.pause(failures);
            reopen();
        }
    }

    /** The bytes read; 0 when the connection broke or ended too early. */
    private int readOnce(byte[] target, int offset, int most) {
        try {
            return Math.max(0, current.read(target, offset, most));
        } catch (IOException broken) {
            return 0;
        }
    }

    private void reopen() {
        closeQuietly();
        try {
            current = backend.get(at, position, end - position, version).bytes();
        } catch (Unavailable stillBroken) {
            current = InputStream.nullInputStream();
        }
    }

    private void closeQuietly() {
        try {
            current.close();
        } catch (IOException e) {
            // It was broken.
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
