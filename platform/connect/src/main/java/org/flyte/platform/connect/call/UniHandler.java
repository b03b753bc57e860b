package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/**
 * Runs a unary method that answers a {@link Uni}.
 *
 * <p>The Uni runs to its end even if the client goes away: cancelling it could leave a database session open. What it
 * calls over gRPC is cancelled through the gRPC context.
 */
record UniHandler<Q, P>(Function<Q, Uni<P>> method, Failures failures) implements ServerCallHandler<Q, P> {
    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, P> call, Metadata headers) {
        call.request(2);
        return new SingleRequestListener<>(call, request -> answer(call, request), () -> {});
    }

    private void answer(ServerCall<Q, P> call, Q request) {
        Uni<P> uni = method.apply(request);
        if (uni == null) {
            throw new IllegalStateException(call.getMethodDescriptor().getFullMethodName() + " returned null");
        }
        uni.subscribe().with(item -> succeed(call, item), failure -> fail(call, failures, failure));
    }

    static <Q, P> void succeed(ServerCall<Q, P> call, P item) {
        call.sendHeaders(new Metadata());
        call.sendMessage(item);
        call.close(Status.OK, new Metadata());
    }

    static <Q, P> void fail(ServerCall<Q, P> call, Failures failures, Throwable failure) {
        call.close(failures.statusOf(failure), Failures.trailersOf(failure));
    }
}
