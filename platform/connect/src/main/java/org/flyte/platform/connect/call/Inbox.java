package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.flyte.platform.connect.wire.Memory;
import org.flyte.platform.connect.wire.Payload;

/**
 * The request messages of a call on their way to its service: in order, as many as the service has asked for; what is not
 * small is decoded on another thread. Runs on the call's event loop.
 */
final class Inbox<Q> {
    /** What the messages are for. */
    interface Recipient<Q> {
        void received(Q message, boolean checked);

        /** There are no more messages. */
        void receivedAll();

        /** A message cannot be read. */
        void unreadable(Throwable failure);

        /** Whether the rest of the request should be read now. */
        void reading(boolean on);
    }

    private final RequestDecoder<Q> decoder;
    private final RequestCheck check;
    private final ByteBudget.Share memory;
    private final boolean keepsMemory;
    private final Executor codecThreads;
    private final LoopExecutor loop;
    private final Recipient<Q> recipient;
    private final Queue<Payload> waiting = new ArrayDeque<>();
    private long demand;
    private boolean decoding;
    private boolean complete;
    private boolean endDelivered;
    private volatile boolean closed;
    private Runnable afterDecoding = () -> {};

    /** Creates an inbox; a message keeps its memory until the end of the call, or until it is delivered. */
    Inbox(
            RequestDecoder<Q> decoder,
            RequestCheck check,
            ByteBudget.Share memory,
            boolean keepsMemory,
            Executor codecThreads,
            LoopExecutor loop,
            Recipient<Q> recipient) {
        this.decoder = decoder;
        this.check = check;
        this.memory = memory;
        this.keepsMemory = keepsMemory;
        this.codecThreads = codecThreads;
        this.loop = loop;
        this.recipient = recipient;
    }

    /** The service wants more messages. */
    void request(int messages) {
        demand += messages;
        deliver();
    }

    void add(Payload payload) {
        if (!closed) {
            waiting.add(payload);
            deliver();
        }
    }

    /** The client has sent everything. */
    void complete() {
        complete = true;
        deliver();
    }

    boolean isComplete() {
        return complete;
    }

    /** Nothing is delivered any more. */
    void close() {
        closed = true;
        waiting.clear();
    }

    /** Runs a step when no other thread works on a message any more. */
    void whenIdle(Runnable step) {
        if (decoding) {
            afterDecoding = step;
        } else {
            step.run();
        }
    }

    private void deliver() {
        while (demand > 0 && !decoding && !waiting.isEmpty() && !closed) {
            demand--;
            decode(waiting.remove());
        }
        if (closed) {
            return;
        }
        if (waiting.isEmpty() && !decoding && complete && !endDelivered) {
            endDelivered = true;
            recipient.receivedAll();
        }
        if (!complete) {
            recipient.reading(waiting.isEmpty() && !decoding);
        }
    }

    private void decode(Payload payload) {
        Tally tally = new Tally(memory, payload.bytes().length);
        try {
            Q message = decoder.decodeSmall(payload, tally);
            if (message != null) {
                handOn(message, false, tally);
                return;
            }
        } catch (StatusException e) {
            recipient.unreadable(e);
            return;
        }
        decoding = true;
        codecThreads.execute(() -> decodeLarge(payload, tally));
    }

    private void decodeLarge(Payload payload, Tally tally) {
        if (closed) {
            loop.execute(() -> decoded(() -> {}));
            return;
        }
        try {
            Q message = decoder.decode(payload, tally);
            StatusRuntimeException refusal = check.check((Message) message).orElse(null);
            loop.execute(() -> decoded(() -> {
                if (refusal == null) {
                    handOn(message, true, tally);
                } else {
                    recipient.unreadable(refusal);
                }
            }));
        } catch (StatusException | RuntimeException | Error e) {
            loop.execute(() -> decoded(() -> recipient.unreadable(e)));
        }
    }

    private void decoded(Runnable step) {
        decoding = false;
        if (closed) {
            afterDecoding.run();
        } else {
            step.run();
            deliver();
        }
    }

    private void handOn(Q message, boolean checked, Tally tally) {
        recipient.received(message, checked);
        if (!keepsMemory) {
            memory.give(tally.bytes());
        }
    }

    /** Counts what one message takes. */
    private static final class Tally implements Memory {
        private final ByteBudget.Share share;
        private long bytes;

        Tally(ByteBudget.Share share, long wireBytes) {
            this.share = share;
            this.bytes = wireBytes;
        }

        @Override
        public void take(long more) throws StatusException {
            share.take(more);
            bytes += more;
        }

        long bytes() {
            return bytes;
        }
    }
}
