package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Packed;

/**
 * The response messages of a call on their way to the network: in order; what is not small is encoded and compressed on
 * another thread. One thread at a time uses it, as it is for a gRPC call.
 */
final class Outbox<P> {
    private final Codec codec;
    private final ByteBudget.Share memory;
    private final LoopExecutor loop;
    private final Function<byte[], Packed> packer;
    private final long maxSize;
    private final Executor codecThreads;
    private final Consumer<Packed> sink;
    private final Consumer<Throwable> onFailure;
    private final AtomicLong waiting = new AtomicLong();
    private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /**
     * Creates an outbox.
     *
     * @param maxSize largest message, bytes
     * @param sink takes each message, on the call's event loop
     */
    Outbox(
            Codec codec,
            ByteBudget.Share memory,
            LoopExecutor loop,
            Function<byte[], Packed> packer,
            long maxSize,
            Executor codecThreads,
            Consumer<Packed> sink,
            Consumer<Throwable> onFailure) {
        this.codec = codec;
        this.memory = memory;
        this.loop = loop;
        this.packer = packer;
        this.maxSize = maxSize;
        this.codecThreads = codecThreads;
        this.sink = sink;
        this.onFailure = onFailure;
    }

    void send(P item) {
        Message message = (Message) item;
        long size = message.getSerializedSize();
        if (size <= CodecThreads.SMALL && last.isDone()) {
            encode(message, 0);
            return;
        }
        waiting.addAndGet(size);
        last = last.thenRunAsync(() -> encode(message, size), codecThreads);
    }

    /** Runs a step once every message has been encoded. */
    void afterLast(Runnable step) {
        if (last.isDone()) {
            step.run();
        } else {
            last = last.thenRun(step);
        }
    }

    /** Returns the size of the messages that wait here. */
    long waiting() {
        return waiting.get();
    }

    /** What is counted for the message gives way to its size on the wire before it is handed over: that may ask for more. */
    private void encode(Message message, long counted) {
        Packed packed;
        try {
            byte[] bytes = codec.encode(message);
            checkSize(bytes);
            packed = packer.apply(bytes);
            memory.take(packed.bytes().length);
        } catch (StatusException | RuntimeException | Error e) {
            waiting.addAndGet(-counted);
            onFailure.accept(e);
            return;
        }
        int size = packed.bytes().length;
        waiting.addAndGet(size - counted);
        loop.execute(() -> {
            waiting.addAndGet(-size);
            sink.accept(packed);
        });
    }

    private void checkSize(byte[] bytes) throws StatusException {
        if (bytes.length > maxSize) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription(
                            "response message is larger than %d bytes: ask for less, or have flyte.rpc.max-response-size raised"
                                    .formatted(maxSize))
                    .asException();
        }
    }
}
