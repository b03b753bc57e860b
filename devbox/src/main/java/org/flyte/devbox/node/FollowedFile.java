package org.flyte.devbox.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Reads a growing file to its end, which comes only when nobody writes to it any more. */
final class FollowedFile extends InputStream {
    private static final long LOOK_MILLIS = 100;

    private final RandomAccessFile file;
    private final BooleanSupplier goesOn;
    private volatile boolean closed;

    FollowedFile(Path path, long from, BooleanSupplier goesOn) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.goesOn = goesOn;
        file.seek(from);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (!closed) {
            boolean more = goesOn.getAsBoolean(); // asked before the read: what was written before the end is read
            int count = file.read(buffer, offset, length);
            if (count >= 0 || !more) {
                return count;
            }
            pause();
        }
        return -1;
    }

    @Override
    public int available() throws IOException {
        return closed ? 0 : (int) Math.min(Integer.MAX_VALUE, file.length() - file.getFilePointer());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        file.close();
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("reading was interrupted", e);
        }
    }
}
