package org.flyte.platform.identity.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flyte.idl.auth.AuthMetadataServiceGrpc;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.call.OnBehalfOf;
import org.junit.jupiter.api.Test;

class ServiceCredentialsTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> FOR =
            Metadata.Key.of(OnBehalfOf.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final Caller USER = new Caller.User("https://issuer", "u1", "Ada", Set.of("dev"), false);

    private Metadata sent;

    @Test
    void showsTheTokenAndForWhomItCalls() throws Exception {
        call(Optional.of("t1"), USER);

        assertThat(sent.getAll(AUTHORIZATION)).containsExactly("Bearer t1");
        assertThat(sent.get(FOR)).isNotEmpty();
    }

    @Test
    void speaksForNobodyWhenTheWorkIsItsOwn() throws Exception {
        call(Optional.of("t1"), new Caller.Anonymous());

        assertThat(sent.containsKey(AUTHORIZATION)).isTrue();
        assertThat(sent.containsKey(FOR)).isFalse();
    }

    @Test
    void saysNothingWithoutAToken() throws Exception {
        call(Optional.empty(), USER);

        assertThat(sent.keys()).isEmpty();
    }

    @Test
    void speaksForNobodyInItsOwnWorkWhoeverCausedIt() throws Exception {
        ClientInterceptor own = new ServiceCredentials(() -> Optional.of("t1")).ofOwnWork();
        Callable<Void> call = () -> {
            start(own, AuthMetadataServiceGrpc.getGetOAuth2MetadataMethod());
            return null;
        };
        USER.in(io.grpc.Context.current()).call(call);

        assertThat(sent.containsKey(AUTHORIZATION)).isTrue();
        assertThat(sent.containsKey(FOR)).isFalse();
    }

    private void call(Optional<String> token, Caller caller) throws Exception {
        ServiceCredentials credentials = new ServiceCredentials(() -> token);
        Callable<Void> call = () -> {
            start(credentials, AuthMetadataServiceGrpc.getGetOAuth2MetadataMethod());
            return null;
        };
        caller.in(io.grpc.Context.current()).call(call);
    }

    private <Q, P> void start(ClientInterceptor credentials, MethodDescriptor<Q, P> method) {
        credentials
                .interceptCall(method, CallOptions.DEFAULT, new Recorder())
                .start(new ClientCall.Listener<P>() {}, new Metadata());
    }

    private final class Recorder extends Channel {
        @Override
        public <Q, P> ClientCall<Q, P> newCall(MethodDescriptor<Q, P> method, CallOptions options) {
            return new ClientCall<>() {
                @Override
                public void start(Listener<P> listener, Metadata headers) {
                    sent = headers;
                }

                @Override
                public void request(int messages) {}

                @Override
                public void cancel(String message, Throwable cause) {}

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }

        @Override
        public String authority() {
            return "test";
        }
    }
}
