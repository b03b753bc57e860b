package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.function.Function;

/**
 * Runs a unary method that answers a {@link Uni}. When the client disconnects or the deadline passes the Uni is
 * cancelled: what it has begun ends by its own rules, the next step does not start.
 */
record UniHandler<Q, P>(Function<Q, Uni<P>> method, FailureMapper failures) implements ServerCallHandler<Q, P> {
    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, P> call, Metadata headers) {
        call.request(2);
        Answer answer = new Answer(call);
        return new SingleRequestListener<>(call, answer::start, answer::cancel);
    }

    private final class Answer {
        private final ServerCall<Q, P> call;
        private Cancellable running = () -> {};

        Answer(ServerCall<Q, P> call) {
            this.call = call;
        }

        void start(Q request) {
            Uni<P> uni = method.apply(request);
            if (uni == null) {
                throw new IllegalStateException(call.getMethodDescriptor().getFullMethodName() + " returned null");
            }
            running = uni.subscribe().with(this::succeed, this::fail);
        }

        void cancel() {
            running.cancel();
        }

        private void succeed(P item) {
            call.sendHeaders(new Metadata());
            call.sendMessage(item);
            call.close(Status.OK, new Metadata());
        }

        private void fail(Throwable failure) {
            call.close(failures.statusOf(failure), FailureMapper.trailersOf(failure));
        }
    }
}
