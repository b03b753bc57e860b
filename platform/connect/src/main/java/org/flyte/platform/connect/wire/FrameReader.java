package org.flyte.platform.connect.wire;

import io.grpc.StatusException;
import io.vertx.core.buffer.Buffer;

/** Cuts a byte stream into frames. Not thread-safe: it belongs to one call's event loop. */
public final class FrameReader {
    /** What has been read is dropped from here on, when it is most of what is pending. */
    private static final int DROP_FROM = 64 * 1024;

    private final long limit;
    private Buffer pending = Buffer.buffer();
    private int position;
    private boolean growing;

    /** Creates a reader that refuses payloads of more than {@code limit} bytes before they arrive. */
    public FrameReader(long limit) {
        this.limit = limit;
    }

    /** Adds what came off the network. A frame that arrives in many chunks is copied a few times, not once for each of them. */
    public void push(Buffer chunk) {
        if (position == pending.length()) {
            pending = chunk;
            position = 0;
            growing = false;
            return;
        }
        int rest = pending.length() - position;
        if (!growing || (position >= DROP_FROM && position > rest)) {
            pending = Buffer.buffer(rest + chunk.length()).appendBuffer(pending, position, rest);
            position = 0;
            growing = true;
        }
        pending.appendBuffer(chunk);
    }

    /**
     * Returns the next whole frame, or null if it has not arrived yet.
     *
     * @throws StatusException RESOURCE_EXHAUSTED if the frame announces more than the limit
     */
    public Frame next() throws StatusException {
        if (pending.length() - position < Frame.HEADER) {
            return null;
        }
        long length = pending.getUnsignedInt(position + 1);
        if (length > limit) {
            throw new MessageTooLarge(limit);
        }
        if (pending.length() - position - Frame.HEADER < length) {
            return null;
        }
        int start = position + Frame.HEADER;
        position = start + (int) length;
        return new Frame(pending.getUnsignedByte(start - Frame.HEADER), pending.getBytes(start, position));
    }

    /** Says whether the stream stops in the middle of a frame. */
    public boolean hasPartial() {
        return position < pending.length();
    }
}
