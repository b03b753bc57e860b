package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.smallrye.mutiny.Multi;
import java.util.function.Function;

/** Runs a server-streaming method that answers a {@link Multi}; the client's pace becomes the Multi's demand. */
record MultiHandler<Q, P>(Function<Q, Multi<P>> method, FailureMapper failures) implements ServerCallHandler<Q, P> {
    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, P> call, Metadata headers) {
        call.request(2);
        CallSubscriber<P> subscriber = new CallSubscriber<>(call, failures);
        return new SingleRequestListener<>(call, request -> stream(request, subscriber), subscriber::cancel)
                .whenReady(subscriber::pull);
    }

    private void stream(Q request, CallSubscriber<P> subscriber) {
        Multi<P> multi = method.apply(request);
        if (multi == null) {
            throw new IllegalStateException("the stream method returned null");
        }
        multi.subscribe().withSubscriber(subscriber);
        subscriber.open();
    }
}
