package org.flyte.platform.connect.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.RpcCall;

/**
 * Gives unary calls a deadline if they have none, and every call at most what is left of the RPC it is made for. A call
 * with a deadline waits until then for a connection, and is UNAVAILABLE after it; one without, a stream, is UNAVAILABLE
 * after its attempts.
 */
@Singleton
@GlobalInterceptor
class DeadlineInterceptor implements ClientInterceptor {
    private final long timeoutNanos;

    DeadlineInterceptor(ClientConfig config) {
        this.timeoutNanos = config.timeout().toNanos();
    }

    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        Deadline deadline = sooner(own(method, options), left());
        if (deadline == null) {
            return next.newCall(method, options);
        }
        CallOptions timed = options.withDeadline(deadline);
        return deadline.isExpired() ? next.newCall(method, timed) : waiting(method, timed, next);
    }

    private static <Q, P> ClientCall<Q, P> waiting(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        Availability server = new Availability(next.authority());
        CallOptions patient = options.withWaitForReady().withStreamTracerFactory(server);
        return new SimpleForwardingClientCall<>(next.newCall(method, patient)) {
            @Override
            public void start(Listener<P> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(server.statusFor(status), trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private Deadline own(MethodDescriptor<?, ?> method, CallOptions options) {
        return options.getDeadline() == null && method.getType() == MethodType.UNARY
                ? Deadline.after(timeoutNanos, TimeUnit.NANOSECONDS)
                : options.getDeadline();
    }

    private static Deadline left() {
        return RpcCall.current().flatMap(RpcCall::deadline).orElse(null);
    }

    private static Deadline sooner(Deadline one, Deadline other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.minimum(other);
    }
}
