package org.flyte.platform.connect.wire;

import io.grpc.StatusException;
import io.vertx.core.buffer.Buffer;

/** Cuts a byte stream into frames. Not thread-safe: it belongs to one call's event loop. */
public final class FrameReader {
    private final long limit;
    private final Accumulator pending = new Accumulator();

    /** Creates a reader that refuses payloads of more than {@code limit} bytes before they arrive. */
    public FrameReader(long limit) {
        this.limit = limit;
    }

    /** Adds what came off the network. */
    public void push(Buffer chunk) {
        pending.append(chunk);
    }

    /**
     * Returns the next whole frame, or null if it has not arrived yet.
     *
     * @throws StatusException RESOURCE_EXHAUSTED if the frame announces more than the limit
     */
    public Frame next() throws StatusException {
        if (pending.length() < Frame.HEADER) {
            return null;
        }
        long length = pending.unsignedInt(1);
        if (length > limit) {
            throw new MessageTooLarge(limit);
        }
        if (pending.length() - Frame.HEADER < length) {
            return null;
        }
        int flags = pending.unsignedByte(0);
        pending.skip(Frame.HEADER);
        return new Frame(flags, pending.take((int) length));
    }

    /** Says whether the stream stops in the middle of a frame. */
    public boolean hasPartial() {
        return pending.length() > 0;
    }
}
