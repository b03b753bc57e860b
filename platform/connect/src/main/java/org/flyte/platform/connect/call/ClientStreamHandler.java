package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.function.BiConsumer;

/** Runs a method whose client streams: the client sends as fast as the service asks for requests. */
record ClientStreamHandler<Q, P>(BiConsumer<Multi<Q>, CallSubscriber<P>> method, FailureMapper failures)
        implements ServerCallHandler<Q, P> {
    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, P> call, Metadata headers) {
        UnicastProcessor<Q> requests = UnicastProcessor.create();
        Multi<Q> paced = requests.onRequest().invoke(n -> call.request((int) Math.min(n, Integer.MAX_VALUE)));
        CallSubscriber<P> subscriber = new CallSubscriber<>(call, failures);
        return new ServerCall.Listener<>() {
            private boolean started;

            @Override
            public void onReady() {
                if (!started) {
                    started = true;
                    method.accept(paced, subscriber);
                }
                subscriber.pull();
            }

            @Override
            public void onMessage(Q message) {
                requests.onNext(message);
            }

            @Override
            public void onHalfClose() {
                requests.onComplete();
            }

            @Override
            public void onCancel() {
                subscriber.cancel();
                requests.onError(Status.CANCELLED
                        .withDescription("the client disconnected")
                        .asException());
            }
        };
    }
}
