package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests items of a stream no faster than the client reads: at most one batch beyond what the socket takes. */
final class CallSubscriber<P> implements MultiSubscriber<P> {
    private static final int BATCH = 16;

    private final ServerCall<?, P> call;
    private final FailureMapper failures;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicBoolean headSent = new AtomicBoolean();
    private volatile Subscription subscription;
    private volatile boolean done;

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
        if (upstream != null && call.isReady() && outstanding.compareAndSet(0, BATCH)) {
            upstream.request(BATCH);
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
