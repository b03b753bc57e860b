package org.flyte.runs.watch;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Lets streams see how fast their client reads.
 *
 * <p>The generated Mutiny methods subscribe without a bound, so a slow client would fill the heap; a stream that knows
 * the pace waits and sends the newest state instead.
 */
public final class FlowControl implements ServerInterceptor {
    private static final Context.Key<Pace> PACE = Context.key("flyte-pace");

    /** The pace of the call that is being started on this thread. */
    public static Pace current() {
        Pace pace = PACE.get();
        return pace == null ? Pace.UNBOUNDED : pace;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        CallPace pace = new CallPace(call);
        Context context = Context.current().withValue(PACE, pace);
        return new SimpleForwardingServerCallListener<>(Contexts.interceptCall(context, call, headers, next)) {
            @Override
            public void onReady() {
                super.onReady();
                pace.listener.run();
            }
        };
    }

    private static final class CallPace implements Pace {
        private final ServerCall<?, ?> call;
        private volatile Runnable listener = () -> {};

        CallPace(ServerCall<?, ?> call) {
            this.call = call;
        }

        @Override
        public boolean ready() {
            return call.isReady();
        }

        @Override
        public void onReady(Runnable listener) {
            this.listener = listener;
        }
    }
}
