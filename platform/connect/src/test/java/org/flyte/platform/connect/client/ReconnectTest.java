package org.flyte.platform.connect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.MutinyProbeGrpc.MutinyProbeStub;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class ReconnectTest {
    private static final EchoRequest HELLO =
            EchoRequest.newBuilder().setText("hello").build();

    @GrpcClient("late")
    MutinyProbeStub late;

    @GrpcClient("proxied")
    MutinyProbeStub proxied;

    @Test
    void waitsForAServerUntilTheDeadline() {
        var call = late.echo(HELLO).subscribeAsCompletionStage();

        pass(Duration.ofSeconds(3));
        assertThat(call).isNotDone();
        try (Peer peer = new Peer("late")) {
            assertThat(call).succeedsWithin(Duration.ofSeconds(6));
            assertThat(peer.attempts).hasSize(1);
        }
    }

    @Test
    void failsStreamsWithoutADeadlineSoonWhenNoServerListens() {
        var stream = late.count(CountRequest.getDefaultInstance()).collect().asList();

        assertThatThrownBy(() -> stream.await().atMost(Duration.ofSeconds(5)))
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    /** By then gRPC alone would pause for about seven seconds between two tries. */
    @Test
    void reconnectsWithinTwoSecondsAfterALongOutage() {
        try (Peer peer = new Peer("late")) {
            late.echo(HELLO).await().atMost(Duration.ofSeconds(5));
            assertThat(peer.attempts).hasSize(1);
        }
        var knocking = late.withDeadlineAfter(2, TimeUnit.SECONDS).echo(HELLO);
        assertThatThrownBy(() -> knocking.await().atMost(Duration.ofSeconds(5)))
                .hasMessageMatching("UNAVAILABLE: localhost:\\d+ was not available within the call's time");
        pass(Duration.ofSeconds(9));

        try (Peer back = new Peer("late")) {
            var call = late.withDeadlineAfter(2, TimeUnit.SECONDS).echo(HELLO);

            assertThat(call.await().atMost(Duration.ofSeconds(5)).getText()).isEqualTo("hello");
            assertThat(back.attempts).hasSize(1);
        }
    }

    @Test
    void replacesSilentConnections() throws IOException {
        try (Peer peer = new Peer(0);
                Proxy proxy = new Proxy(Peer.portOf("proxied"), peer.port())) {
            proxied.echo(HELLO).await().atMost(Duration.ofSeconds(5));
            proxy.silenceThoseOpen();

            var call = proxied.withDeadlineAfter(30, TimeUnit.SECONDS).echo(HELLO);

            assertThat(call.await().atMost(Duration.ofSeconds(20)).getText()).isEqualTo("hello");
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true);
    }
}
