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
 * Shows to other services who calls and for whom. Every client of an application is one of another service; calls to
 * strangers do not go by clients that Quarkus makes.
 */
@Singleton
@GlobalInterceptor
public class ServiceCredentials implements ClientInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ServiceToken token;

    ServiceCredentials(ServiceToken token) {
        this.token = token;
    }

    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        Caller caller = Caller.current();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
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
