package org.flyte.platform.connect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.MutinyProbeGrpc.MutinyProbeStub;
import org.flyte.platform.connect.probe.api.Number;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class RetryTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final EchoRequest HELLO =
            EchoRequest.newBuilder().setText("hello").build();

    @GrpcClient("peer")
    MutinyProbeStub stub;

    private Peer peer;

    @BeforeEach
    void listen() {
        peer = new Peer("peer");
    }

    @AfterEach
    void stopListening() {
        peer.close();
    }

    /** gRPC scatters a pause over 0.4 to 1.2 of its nominal length, so the shortest possible ones must double. */
    @Test
    void retriesUnavailableWithBackoff() {
        peer.failing(Status.UNAVAILABLE, Status.UNAVAILABLE, Status.UNAVAILABLE);

        assertThat(stub.echo(HELLO).await().atMost(SOON).getText()).isEqualTo("hello");

        assertThat(peer.attempts).hasSize(4);
        assertThat(pause(0)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        assertThat(pause(1)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        assertThat(pause(2)).isGreaterThanOrEqualTo(Duration.ofMillis(160));
    }

    @Test
    void retriesLargeRequests() {
        peer.failing(Status.UNAVAILABLE);
        EchoRequest large =
                EchoRequest.newBuilder().setText("x".repeat(3 << 20)).build();

        assertThat(stub.echo(large).await().atMost(SOON).getText()).hasSize(3 << 20);

        assertThat(peer.attempts).hasSize(2);
    }

    /** A server that refuses everything gets the calls that there are, and retries again when it has recovered. */
    @Test
    void stopsRetryingWhileMostCallsFail() {
        Status[] all = new Status[400];
        Arrays.fill(all, Status.UNAVAILABLE);
        peer.failing(all);
        int calls = 60;

        for (int i = 0; i < calls; i++) {
            assertThatThrownBy(() -> stub.echo(HELLO).await().atMost(SOON)).hasMessageStartingWith("UNAVAILABLE");
        }

        assertThat(peer.attempts).hasSizeLessThan(calls + 60);
        peer.recover();
        for (int i = 0; i < 200; i++) {
            stub.echo(HELLO).await().atMost(SOON);
        }
        peer.failing(Status.UNAVAILABLE);
        assertThat(stub.echo(HELLO).await().atMost(SOON).getText()).isEqualTo("hello");
    }

    @Test
    void failsAfterTheLastAttempt() {
        Status away = Status.UNAVAILABLE.withDescription("full");
        peer.failing(away, away, away, away, away);

        assertThatThrownBy(() -> stub.echo(HELLO).await().atMost(SOON)).hasMessage("UNAVAILABLE: full");

        assertThat(peer.attempts).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK", "UNAVAILABLE"})
    void retriesNoOtherCode(Status.Code code) {
        peer.failing(code.toStatus());

        assertThatThrownBy(() -> stub.echo(HELLO).await().atMost(SOON))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code));

        assertThat(peer.attempts).hasSize(1);
    }

    /** It may have done its work: this must not look like an unavailable server. */
    @Test
    void reportsSlowServersAsDeadlineExceeded() {
        var slow = stub.withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .echo(EchoRequest.newBuilder().setDelayMs(1).build());

        assertThatThrownBy(() -> slow.await().atMost(SOON)).hasMessageStartingWith("DEADLINE_EXCEEDED");

        assertThat(peer.attempts).hasSize(1);
    }

    @Test
    void retriesStreamsBeforeTheirFirstMessage() {
        peer.failing(Status.UNAVAILABLE);

        var numbers = stub.count(CountRequest.getDefaultInstance()).collect().asList();

        assertThat(numbers.await().atMost(SOON)).isEmpty();
        assertThat(peer.attempts).hasSize(2);
    }

    @Test
    void doesNotRetryStreamsAfterTheirFirstMessage() {
        peer.failing(Status.UNAVAILABLE);
        List<Number> seen = new ArrayList<>();

        var numbers = stub.count(CountRequest.newBuilder().setTo(3).build())
                .onItem()
                .invoke(seen::add)
                .collect()
                .asList();

        assertThatThrownBy(() -> numbers.await().atMost(SOON)).hasMessage("UNAVAILABLE");
        assertThat(seen).hasSize(3);
        assertThat(peer.attempts).hasSize(1);
    }

    @Test
    void givesUnaryCallsADeadlineAndStreamsNone() {
        stub.echo(HELLO).await().atMost(SOON);
        stub.count(CountRequest.getDefaultInstance()).collect().asList().await().atMost(SOON);

        assertThat(peer.attempts.get(0).left()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(peer.attempts.get(1).left()).isNull();
    }

    private Duration pause(int attempt) {
        return Duration.ofNanos(peer.attempts.get(attempt + 1).atNanos()
                - peer.attempts.get(attempt).atNanos());
    }
}
