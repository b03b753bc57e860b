package org.flyte.dataproxy.presigned;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The body of a request as a stream for a virtual thread. One buffer is fetched at a time, so a body of any size
 * takes the memory of a few buffers.
 */
final class UploadBody extends InputStream {
    private static final int QUEUED = 16;

    private sealed interface Part {
        record Data(Buffer bytes) implements Part {}

        record Failed(Throwable cause) implements Part {}

        record End() implements Part {}
    }

    private final HttpServerRequest request;
    private final Duration stallTimeout;
    private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(QUEUED);
    private Buffer current = Buffer.buffer();
    private int position;
    private boolean ended;

    /** The request must be paused. */
    UploadBody(HttpServerRequest request, Duration stallTimeout) {
        this.request = request;
        this.stallTimeout = stallTimeout;
        request.exceptionHandler(cause -> parts.offer(new Part.Failed(cause)));
        request.endHandler(end -> parts.offer(new Part.End()));
        request.handler(bytes -> parts.offer(new Part.Data(bytes)));
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) {
        while (position == current.length()) {
            if (ended) {
                return -1;
            }
            fetchNext(request);
            take(nextPart());
        }
        int count = Math.min(wanted, current.length() - position);
        current.getBytes(position, position + count, target, offset);
        position += count;
        return count;
    }

    /** Fetches the next buffer; when the request has ended meanwhile, its end is in the queue already. */
    private static void fetchNext(HttpServerRequest request) {
        try {
            request.fetch(1);
        } catch (IllegalStateException ended) {
            // Vert.x offers no check that is free of a race.
        }
    }

    /** Reads and discards the rest of a body. */
    static void discard(HttpServerRequest request) {
        try {
            request.resume();
        } catch (IllegalStateException ended) {
            // Nothing is left.
        }
    }

    private void take(Part part) {
        switch (part) {
            case Part.Data data -> {
                current = data.bytes();
                position = 0;
            }
            case Part.End end -> ended = true;
            case Part.Failed failed ->
                throw new Unavailable(failed.cause(), "the connection of the upload broke: try again");
        }
    }

    private Part nextPart() {
        try {
            Part part = parts.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                throw new Unavailable(null, "the upload stalled for %d s: try again", stallTimeout.toSeconds());
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the upload was interrupted");
        }
    }
}
