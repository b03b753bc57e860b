package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.platform.connect.probe.EndedCalls;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.flyte.platform.connect.probe.api.ProbeGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CallListenerTest {
    @Inject
    EndedCalls ended;

    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = Wire.channel();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void hearsOfSuccessesAndFailures() {
        assertThat(probe("listener-1").echo(EchoRequest.getDefaultInstance())).isNotNull();
        ThrowingCallable fails = () ->
                probe("listener-2").fail(FailRequest.newBuilder().setCode(5).build());
        assertThat(catchThrowable(fails)).isNotNull();

        EndedCall good = of("listener-1");
        assertThat(good.status().isOk()).isTrue();
        assertThat(good.method().getFullMethodName()).isEqualTo("probe.v1.Probe/Echo");
        assertThat(good.protocol()).isEqualTo("grpc");
        assertThat(good.duration()).isPositive();
        assertThat(good.peer().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
        assertThat(of("listener-2").status().getCode()).isNotEqualTo(Status.Code.OK);
    }

    private EndedCall of(String requestId) {
        await().atMost(Duration.ofSeconds(5)).until(() -> ended.of(requestId).count() == 1);
        return ended.of(requestId).findFirst().orElseThrow();
    }

    private ProbeGrpc.ProbeBlockingStub probe(String requestId) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of(RpcCall.REQUEST_ID, Metadata.ASCII_STRING_MARSHALLER), requestId);
        return ProbeGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
