package org.flyte.platform.identity.outgoing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.call.OnBehalfOf;

/**
 * Shows to other services who calls and for whom. Every client that Quarkus makes is one of another service; a
 * channel that an application opens itself needs {@link #ofOwnWork()}.
 */
@Singleton
@GlobalInterceptor
public class ServiceCredentials implements ClientInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ServiceToken token;

    public ServiceCredentials(ServiceToken token) {
        this.token = token;
    }

    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        return withCredentials(next.newCall(method, options), Caller.current());
    }

    /** Returns the interceptor of a client whose calls are for nobody in particular, whoever causes them. */
    public ClientInterceptor ofOwnWork() {
        return new ClientInterceptor() {
            @Override
            public <Q, P> ClientCall<Q, P> interceptCall(
                    MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
                return withCredentials(next.newCall(method, options), new Caller.Anonymous());
            }
        };
    }

    private <Q, P> ClientCall<Q, P> withCredentials(ClientCall<Q, P> call, Caller caller) {
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<P> listener, Metadata headers) {
                token.current().ifPresent(text -> {
                    headers.discardAll(AUTHORIZATION);
                    headers.put(AUTHORIZATION, "Bearer " + text);
                    OnBehalfOf.attach(caller, headers);
                });
                super.start(listener, headers);
            }
        };
    }
}
