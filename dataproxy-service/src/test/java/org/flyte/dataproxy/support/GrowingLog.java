package org.flyte.dataproxy.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;

/** The log of a container that prints while any number of readers read it, each from its beginning. */
public final class GrowingLog {
    private final Printed printed = new Printed();
    private boolean ended;

    public synchronized void print(byte[] bytes) {
        printed.writeBytes(bytes);
        notifyAll();
    }

    /** The container has ended. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** @param follow whether the stream ends with the container, or where the log ends now */
    public InputStream open(boolean follow) {
        return new Stream(follow);
    }

    private synchronized byte[] read(int from, int most, boolean follow) throws IOException {
        try {
            while (printed.size() == from && follow && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        return printed.part(from, most);
    }

    private static final class Printed extends ByteArrayOutputStream {
        byte[] part(int from, int most) {
            return Arrays.copyOfRange(buf, from, Math.min(from + most, count));
        }
    }

    private synchronized int size() {
        return printed.size();
    }

    private final class Stream extends InputStream {
        private final boolean follow;
        private byte[] part = {};
        private int read;
        private int position;

        Stream(boolean follow) {
            this.follow = follow;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (position == part.length) {
                part = GrowingLog.this.read(read, 1_000_000, follow);
                read += part.length;
                position = 0;
            }
            int count = Math.min(length, part.length - position);
            System.arraycopy(part, position, into, from, count);
            position += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() {
            return part.length - position + size() - read;
        }
    }
}
