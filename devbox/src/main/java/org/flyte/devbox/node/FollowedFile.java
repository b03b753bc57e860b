package org.flyte.devbox.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Reads a growing file to its end, which is reached only when the file no longer grows. */
final class FollowedFile extends InputStream {
    private static final long POLL_MILLIS = 100;

    private final RandomAccessFile file;
    private final BooleanSupplier isGrowing;
    private volatile boolean closed;

    FollowedFile(Path path, long from, BooleanSupplier isGrowing) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.isGrowing = isGrowing;
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
            // Asked before the read, so that nothing written before the end is missed.
            boolean more = isGrowing.getAsBoolean();
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
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("reading the log was interrupted", e);
        }
    }
}
