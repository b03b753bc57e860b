package org.flyte.platform.storage.metrics;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Measures an open object from its opening until it is closed, or the first failure. Used by one thread at a time. */
final class MeasuredStream extends FilterInputStream {
    private static final long REPORTED_AT_ONCE = 1 << 20;

    private final StoreMetrics metrics;
    private final long startedAt = System.nanoTime();
    private long unreported;
    private boolean ended;

    MeasuredStream(InputStream content, StoreMetrics metrics) {
        super(content);
        this.metrics = metrics;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        try {
            int count = in.read(target, offset, wanted);
            unreported += Math.max(0, count);
            if (unreported >= REPORTED_AT_ONCE) {
                report();
            }
            return count;
        } catch (IOException | RuntimeException e) {
            end(e);
            throw e;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        end(null);
        in.close();
    }

    private void end(Throwable failure) {
        report();
        if (!ended) {
            ended = true;
            metrics.ended(StoreOperation.STREAM, startedAt, failure);
        }
    }

    private void report() {
        metrics.passed(StoreOperation.STREAM, unreported);
        unreported = 0;
    }
}
