package org.flyte.platform.connect.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import org.flyte.platform.connect.RpcCall;

/** Passes the id of the running RPC on to the calls that are made for it, so that the logs of all services can be joined. */
@Singleton
@GlobalInterceptor
class RequestIdInterceptor implements ClientInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of(RpcCall.REQUEST_ID, Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<P> listener, Metadata headers) {
                if (!headers.containsKey(HEADER)) {
                    RpcCall.current().ifPresent(call -> headers.put(HEADER, call.requestId()));
                }
                super.start(listener, headers);
            }
        };
    }
}
