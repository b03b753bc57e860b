package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests items of a stream no faster than the client reads: at most one batch beyond what the socket takes. The larger the
 * items, the fewer are a batch, so that a client that does not read costs little memory.
 */
final class CallSubscriber<P> implements MultiSubscriber<P> {
    private static final int MAX_BATCH = 16;
    private static final int BATCH_SIZE = 64 * 1024;

    private final ServerCall<?, P> call;
    private final FailureMapper failures;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicBoolean headSent = new AtomicBoolean();
    private volatile Subscription subscription;
    private volatile boolean done;
    private volatile int batch = 1;

    CallSubscriber(ServerCall<?, P> call, FailureMapper failures) {
        this.call = call;
        this.failures = failures;
    }

    @Override
    public void onSubscribe(Subscription upstream) {
        if (done) {
            upstream.cancel();
            return;
        }
        subscription = upstream;
        pull();
    }

    /** Sends the head of the response, unless the stream has ended already. */
    void open() {
        if (!done && headSent.compareAndSet(false, true)) {
            call.sendHeaders(new Metadata());
        }
    }

    @Override
    public void onItem(P item) {
        open();
        call.sendMessage(item);
        batch = Math.clamp(BATCH_SIZE / Math.max(1, ((Message) item).getSerializedSize()), 1, MAX_BATCH);
        outstanding.decrementAndGet();
        pull();
    }

    @Override
    public void onFailure(Throwable failure) {
        done = true;
        call.close(failures.statusOf(failure), FailureMapper.trailersOf(failure));
    }

    @Override
    public void onCompletion() {
        open();
        done = true;
        call.close(Status.OK, new Metadata());
    }

    /** Asks for the next batch once the last has come and the socket takes more. */
    void pull() {
        Subscription upstream = subscription;
        int items = batch;
        if (upstream != null && call.isReady() && outstanding.compareAndSet(0, items)) {
            upstream.request(items);
        }
    }

    void cancel() {
        done = true;
        Subscription upstream = subscription;
        if (upstream != null) {
            upstream.cancel();
        }
    }
}
