package org.flyte.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.platform.identity.Caller;
import org.junit.jupiter.api.Test;

class InterceptorsTest {
    private static final Caller ALICE = new Caller.User("https://issuer", "1", "alice", Set.of(), false);
    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void refusesCallsBeyondTheRateAndLeavesServicesAlone() throws Exception {
        ServerInterceptor interceptor = callers(true, Map.of("flyte.limits.user.calls-burst", "2"));

        assertThat(start(interceptor, ALICE, MethodType.UNARY).status).isNull();
        assertThat(start(interceptor, ALICE, MethodType.UNARY).status).isNull();
        assertThat(start(interceptor, ALICE, MethodType.UNARY).status.getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        for (int i = 0; i < 10; i++) {
            assertThat(start(interceptor, new Caller.Anonymous(), MethodType.UNARY).status)
                    .isNull();
        }
        assertThat(registry.get("limits.refused").tag("of", "caller").counter().count())
                .isEqualTo(1);
    }

    @Test
    void givesTheStreamBackHoweverItEnds() throws Exception {
        ServerInterceptor interceptor = callers(true, Map.of("flyte.limits.user.streams", "1"));

        Call closed = start(interceptor, ALICE, MethodType.SERVER_STREAMING);
        assertThat(start(interceptor, ALICE, MethodType.SERVER_STREAMING).status.getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        closed.inner.close(Status.OK, new Metadata());
        Call cancelled = start(interceptor, ALICE, MethodType.SERVER_STREAMING);
        assertThat(cancelled.status).isNull();
        cancelled.listener.onCancel();
        cancelled.inner.close(Status.CANCELLED, new Metadata());
        assertThat(start(interceptor, ALICE, MethodType.SERVER_STREAMING).status)
                .isNull();
        assertThat(start(interceptor, ALICE, MethodType.SERVER_STREAMING).status)
                .isNotNull();
    }

    @Test
    void countsRunsAndHandsNothingOnBeyond() throws Exception {
        ServerInterceptor interceptor = callers(true, Map.of("flyte.limits.user.runs-burst", "1"));
        CreateRunRequest request = CreateRunRequest.newBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName("p"))
                .build();

        Call first = start(interceptor, ALICE, MethodType.UNARY);
        first.listener.onMessage(request);
        first.listener.onHalfClose();
        Call second = start(interceptor, ALICE, MethodType.UNARY);
        second.listener.onMessage(request);
        second.listener.onMessage(request);
        second.listener.onHalfClose();

        assertThat(first.messages).isEqualTo(1);
        assertThat(first.halfClosed).isTrue();
        assertThat(second.messages).isZero();
        assertThat(second.halfClosed).isFalse();
        assertThat(second.status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void slowsAnAddressWithoutALogin() throws Exception {
        ServerInterceptor interceptor = addresses("", Map.of("flyte.limits.address.anonymous-burst", "2"));

        assertThat(bare(interceptor, "10.0.0.1").status).isNull();
        assertThat(bare(interceptor, "10.0.0.1").status).isNull();
        assertThat(bare(interceptor, "10.0.0.1").status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(bare(interceptor, "10.0.0.2").status).isNull();
        assertThat(registry.get("limits.refused").tag("of", "address").counter().count())
                .isEqualTo(1);
    }

    @Test
    void slowsAnAddressWithBadTokensOnly() throws Exception {
        ServerInterceptor interceptor = addresses("", Map.of("flyte.limits.address.bad-tokens-per-minute", "2"));

        for (int i = 0; i < 2; i++) {
            Call call = withToken(interceptor, "10.0.0.1");
            call.inner.close(Status.UNAUTHENTICATED, new Metadata());
            assertThat(call.status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        Call third = withToken(interceptor, "10.0.0.1");
        third.inner.close(Status.UNAUTHENTICATED, new Metadata());
        assertThat(third.status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        Call good = withToken(interceptor, "10.0.0.1");
        good.inner.close(Status.OK, new Metadata());
        assertThat(good.status.isOk()).isTrue();
    }

    @Test
    void countsNothingForAProxyThatNamesNoClient() throws Exception {
        ServerInterceptor interceptor = addresses("10.0.0.0/8", Map.of("flyte.limits.address.anonymous-burst", "1"));

        for (int i = 0; i < 5; i++) {
            assertThat(bare(interceptor, "10.0.0.1").status).isNull();
        }
        assertThat(bare(interceptor, "192.0.2.1").status).isNull();
        assertThat(bare(interceptor, "192.0.2.1").status).isNotNull();
    }

    @Test
    void doesNothingWithoutAuthentication() throws Exception {
        ServerInterceptor interceptor = callers(false, Map.of("flyte.limits.user.calls-burst", "1"));

        for (int i = 0; i < 5; i++) {
            assertThat(start(interceptor, ALICE, MethodType.UNARY).status).isNull();
        }
    }

    private ServerInterceptor callers(boolean authentication, Map<String, String> keys) {
        return new CallerLimitInterceptor(TestLimits.limits(keys), TestLimits.authentication(authentication), registry);
    }

    private ServerInterceptor addresses(String proxies, Map<String, String> keys) {
        return new AddressLimitInterceptor(
                TestLimits.limits(keys), TestLimits.authentication(true), TestLimits.connect(proxies), registry);
    }

    private static Call bare(ServerInterceptor interceptor, String address) throws Exception {
        return start(interceptor, new Caller.Anonymous(), new Call(MethodType.UNARY, address), new Metadata());
    }

    private static Call withToken(ServerInterceptor interceptor, String address) throws Exception {
        Metadata headers = new Metadata();
        headers.put(TOKEN, "Bearer x");
        return start(interceptor, new Caller.Anonymous(), new Call(MethodType.UNARY, address), headers);
    }

    private static Call start(ServerInterceptor interceptor, Caller caller, MethodType type) throws Exception {
        return start(interceptor, caller, new Call(type, "10.0.0.1"), new Metadata());
    }

    private static Call start(ServerInterceptor interceptor, Caller caller, Call call, Metadata headers)
            throws Exception {
        call.listener = caller.in(Context.ROOT)
                .call(() -> interceptor.interceptCall(call, headers, (inner, _) -> {
                    call.inner = inner;
                    return new ServerCall.Listener<>() {
                        @Override
                        public void onMessage(CreateRunRequest message) {
                            call.messages++;
                        }

                        @Override
                        public void onHalfClose() {
                            call.halfClosed = true;
                        }
                    };
                }));
        return call;
    }

    private static final class Call extends ServerCall<CreateRunRequest, CreateRunRequest> {
        private final MethodType type;
        private final String address;
        private ServerCall<CreateRunRequest, CreateRunRequest> inner;
        private ServerCall.Listener<CreateRunRequest> listener;
        private Status status;
        private int messages;
        private boolean halfClosed;

        Call(MethodType type, String address) {
            this.type = type;
            this.address = address;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.newBuilder()
                    .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, InetSocketAddress.createUnresolved(address, 4711))
                    .build();
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(CreateRunRequest message) {}

        @Override
        public void close(Status end, Metadata trailers) {
            status = end;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<CreateRunRequest, CreateRunRequest> getMethodDescriptor() {
            return MethodDescriptor.<CreateRunRequest, CreateRunRequest>newBuilder()
                    .setType(type)
                    .setFullMethodName("flyteidl2.workflow.RunService/CreateRun")
                    .setRequestMarshaller(ProtoUtils.marshaller(CreateRunRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(CreateRunRequest.getDefaultInstance()))
                    .build();
        }
    }
}
