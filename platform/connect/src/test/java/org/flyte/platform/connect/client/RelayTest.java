package org.flyte.platform.connect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.flyte.platform.connect.probe.RelayRpc;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class RelayTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Peer peer;

    @BeforeEach
    void listen() {
        peer = new Peer("peer");
    }

    @AfterEach
    void stopListening() {
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"One", "Blocking"})
    void passesOnTheRemainingDeadline(String method) {
        var answer =
                relay(method, EchoRequest.getDefaultInstance(), request -> request.header("connect-timeout-ms", "500"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(peer.attempts).hasSize(1);
        assertThat(peer.attempts.getFirst().left()).isBetween(Duration.ZERO, Duration.ofMillis(500));
    }

    @Test
    void passesOnADeadlineReducedByElapsedTime() {
        relay("One", EchoRequest.newBuilder().setDelayMs(400).build(), r -> r.header("connect-timeout-ms", "5000"));

        assertThat(peer.attempts.getFirst().left()).isBetween(Duration.ZERO, Duration.ofMillis(4600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"One", "Blocking"})
    void passesOnTheRequestId(String method) {
        relay(method, EchoRequest.getDefaultInstance(), request -> request.header("x-request-id", "r-42"));

        assertThat(requestId(0)).isEqualTo("r-42");
    }

    @Test
    void createsAMissingRequestId() {
        relay("One", EchoRequest.getDefaultInstance(), request -> request);
        relay("One", EchoRequest.getDefaultInstance(), request -> request);

        assertThat(requestId(0)).isNotBlank().isNotEqualTo(requestId(1));
    }

    @Test
    void timesOutgoingCallsByCode() {
        Metrics.addRegistry(registry);

        relay("One", EchoRequest.getDefaultInstance(), request -> request);

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(registry.get("rpc.client.call")
                                .tags("service", "probe.v1.Probe", "method", "Echo", "code", "ok")
                                .timer()
                                .count())
                        .isEqualTo(1));
        Metrics.removeRegistry(registry);
    }

    @Test
    void putsTheRequestIdIntoEveryLogLineOfACall() {
        Logger access = Logger.getLogger("org.flyte.platform.connect.access");
        Logger service = Logger.getLogger(RelayRpc.class.getName());
        List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();
        Handler handler = new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord line) {
                line.copyMdc();
                lines.add(line);
            }
        };
        for (Logger logger : new Logger[] {access, service}) {
            logger.addHandler(handler);
            logger.setLevel(Level.DEBUG);
        }
        try {
            relay("One", EchoRequest.getDefaultInstance(), request -> request.header("x-request-id", "r-43"));
        } finally {
            for (Logger logger : new Logger[] {access, service}) {
                logger.setLevel(null);
                logger.removeHandler(handler);
            }
        }

        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getMdc("requestId")).isEqualTo("r-43"));
        assertThat(lines.getFirst().getFormattedMessage()).isEqualTo("relayed");
        assertThat(lines.getLast().getFormattedMessage()).contains("method=probe.v1.Relay/One", "requestId=r-43");
    }

    private String requestId(int attempt) {
        return peer.attempts
                .get(attempt)
                .headers()
                .get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER));
    }

    private static HttpResponse<byte[]> relay(
            String method, EchoRequest request, UnaryOperator<HttpRequest.Builder> more) {
        URI uri = URI.create("http://localhost:" + Wire.port() + "/probe.v1.Relay/" + method);
        return Wire.send(more.apply(HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/proto")
                .POST(Wire.bytes(request.toByteArray()))));
    }
}
