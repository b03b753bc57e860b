package org.flyte.platform.connect.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flyte.platform.connect.client.Peer;
import org.flyte.platform.connect.client.Peers;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.RelayGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@TestProfile(TracingTest.Traced.class)
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class TracingTest {
    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.enabled", "true",
                    "quarkus.otel.bsp.schedule.delay", "20ms",
                    "flyte.log.json", "true");
        }
    }

    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @Inject
    Spans spans;

    private Peer peer;

    @BeforeEach
    void listen() {
        peer = new Peer("peer");
        spans.forget();
    }

    @AfterEach
    void stopListening() {
        peer.close();
    }

    static Stream<Arguments> everyProtocolAndKind() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(
                        Arguments.of(protocol, RelayGrpc.getOneMethod(), EchoRequest.getDefaultInstance(), "Echo"),
                        Arguments.of(protocol, RelayGrpc.getBlockingMethod(), EchoRequest.getDefaultInstance(), "Echo"),
                        Arguments.of(protocol, RelayGrpc.getManyMethod(), numbers(3), "Count")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyProtocolAndKind")
    void continuesATraceInTheNextService(
            Protocol protocol, MethodDescriptor<?, ?> method, Message request, String below) {
        String trace = UUID.randomUUID().toString().replace("-", "");

        protocol.call(method, request, Map.of("traceparent", "00-%s-%s-01".formatted(trace, CALLERS_SPAN)));

        List<SpanData> seen = await().until(() -> spans.of(trace), list -> list.size() >= 2);
        assertThat(seen).extracting(SpanData::getKind).containsExactlyInAnyOrder(SpanKind.SERVER, SpanKind.CLIENT);
        SpanData served = of(SpanKind.SERVER, seen);
        assertThat(served.getName()).isEqualTo(method.getFullMethodName());
        assertThat(served.getParentSpanId()).isEqualTo(CALLERS_SPAN);
        assertThat(text(served, "rpc.system")).isEqualTo(protocol.system);
        assertThat(text(served, "rpc.service")).isEqualTo("probe.v1.Relay");
        assertThat(text(served, "rpc.method")).isEqualTo(method.getBareMethodName());
        SpanData made = of(SpanKind.CLIENT, seen);
        assertThat(made.getName()).isEqualTo("probe.v1.Probe/" + below);
        assertThat(made.getParentSpanId()).isEqualTo(served.getSpanId());
        assertThat(peer.attempts).hasSize(1);
        assertThat(traceparent()).isEqualTo("00-%s-%s-01".formatted(trace, made.getSpanId()));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void startsATraceForCallsWithoutOne(Protocol protocol) {
        protocol.call(RelayGrpc.getOneMethod(), EchoRequest.getDefaultInstance(), Map.of());

        SpanData served = await().until(() -> spans.named("probe.v1.Relay/One"), list -> !list.isEmpty())
                .getFirst();
        assertThat(served.getParentSpanContext().isValid()).isFalse();
        assertThat(traceparent()).startsWith("00-" + served.getTraceId());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void marksServerErrors(Protocol protocol) {
        peer.failing(Status.INTERNAL.withDescription("broken"));

        protocol.call(RelayGrpc.getOneMethod(), EchoRequest.getDefaultInstance(), Map.of());

        SpanData served = await().until(() -> spans.named("probe.v1.Relay/One"), list -> !list.isEmpty())
                .getFirst();
        assertThat(served.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        if (protocol == Protocol.CONNECT) {
            assertThat(text(served, "rpc.connect_rpc.error_code")).isEqualTo("internal");
        } else {
            assertThat(served.getAttributes().get(AttributeKey.longKey("rpc.grpc.status_code")))
                    .isEqualTo(13);
        }
    }

    @Test
    void endsTheSpanWhenTheReaderDisconnects() throws IOException {
        byte[] forever =
                Wire.envelope(CountRequest.newBuilder().setTo(1).setLinger(true).build());
        var request = Wire.to("Count")
                .header("content-type", "application/connect+proto")
                .POST(Wire.bytes(forever));

        try (InputStream stream = Wire.open(request).body()) {
            Wire.next(stream);
            assertThat(spans.named("probe.v1.Probe/Count")).isEmpty();
        }

        await().until(() -> spans.named("probe.v1.Probe/Count"), list -> list.size() == 1);
    }

    @Test
    void sharesOneSpanBetweenAttempts() {
        peer.failing(Status.UNAVAILABLE, Status.UNAVAILABLE);

        Protocol.CONNECT.call(RelayGrpc.getOneMethod(), EchoRequest.getDefaultInstance(), Map.of());

        assertThat(peer.attempts).hasSize(3);
        assertThat(peer.attempts.stream().map(TracingTest::traceparent).distinct())
                .hasSize(1);
    }

    private static CountRequest numbers(int to) {
        return CountRequest.newBuilder().setTo(to).build();
    }

    private static SpanData of(SpanKind kind, List<SpanData> seen) {
        return seen.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
    }

    private static String text(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private String traceparent() {
        return traceparent(peer.attempts.getFirst());
    }

    private static String traceparent(Peer.Attempt attempt) {
        return attempt.headers().get(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER));
    }
}
