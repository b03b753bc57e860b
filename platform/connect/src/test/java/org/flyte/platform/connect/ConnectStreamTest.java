package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.chunked;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.envelopes;
import static org.flyte.platform.connect.probe.Wire.gunzip;
import static org.flyte.platform.connect.probe.Wire.gzip;
import static org.flyte.platform.connect.probe.Wire.next;
import static org.flyte.platform.connect.probe.Wire.open;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.to;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.ProbeRpc;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.Wire.Envelope;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.Number;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConnectStreamTest {
    @Inject
    RunningCalls running;

    @Test
    void endsStreamsWithTheEndEnvelope() throws Exception {
        var response = send(stream().POST(bytes(envelope(count(3).build()))));

        List<Envelope> all = envelopes(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/connect+proto");
        assertThat(all).hasSize(4);
        assertThat(Number.parseFrom(all.get(2).payload()).getValue()).isEqualTo(2);
        assertThat(all.get(3).flags()).isEqualTo(2);
        assertThat(new String(all.get(3).payload(), UTF_8)).isEqualTo("{}");
    }

    @Test
    void sendsFailuresInTheEndEnvelope() {
        var response = send(stream().POST(bytes(envelope(count(1).setCode(5).build()))));

        List<Envelope> all = envelopes(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(all.getLast().payload(), UTF_8))
                .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"counted enough\"}}");
    }

    @Test
    void compressesMessagesBothWays() throws Exception {
        byte[] request = gzip(count(1).setPadding(10_000).build().toByteArray());

        var response = send(stream()
                .header("connect-content-encoding", "gzip")
                .header("connect-accept-encoding", "gzip, identity")
                .POST(chunked(envelope(1, request))));

        Envelope first = envelopes(response.body()).getFirst();
        assertThat(response.headers().firstValue("connect-content-encoding")).hasValue("gzip");
        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(first.flags()).isEqualTo(1);
        assertThat(Number.parseFrom(gunzip(first.payload())).getPadding().size())
                .isEqualTo(10_000);
    }

    @Test
    void ignoresAcceptEncodingForStreams() {
        var response = send(stream()
                .header("accept-encoding", "zstd,gzip,br")
                .POST(bytes(envelope(count(1).setPadding(10_000).build()))));

        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(response.headers().firstValue("connect-content-encoding")).isEmpty();
        assertThat(response.headers().firstValue("connect-accept-encoding")).hasValue("gzip, zstd, identity");
        assertThat(envelopes(response.body()).getFirst().flags()).isZero();
    }

    @Test
    void sendsItemsOfIdleStreamsAtOnce() throws Exception {
        try (InputStream in = open(stream()
                        .POST(bytes(envelope(count(1).setLinger(true).build()))))
                .body()) {
            assertThat(next(in).flags()).isZero();
        }
    }

    @Test
    void sendsTheHeadOfEmptyStreamsBeforeTheirEnd() throws Exception {
        var response =
                open(stream().POST(bytes(envelope(count(0).setLinger(true).build()))));

        assertThat(response.statusCode()).isEqualTo(200);
        response.body().close();
    }

    @Test
    void endsStreamsWithUnavailableAtShutdown() throws Exception {
        try (InputStream in = open(stream()
                        .POST(bytes(envelope(count(1).setLinger(true).build()))))
                .body()) {
            next(in);

            running.endStreams();

            Envelope end = next(in);
            assertThat(end.flags()).isEqualTo(2);
            assertThat(new String(end.payload(), UTF_8)).contains("\"code\":\"unavailable\"");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void cancelsStreamsWhenTheClientDisconnects() throws Exception {
        long before = ProbeRpc.CANCELLED.get();
        InputStream in = open(stream()
                        .POST(bytes(envelope(count(1).setLinger(true).build()))))
                .body();
        next(in);

        in.close();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(ProbeRpc.CANCELLED.get()).isGreaterThan(before));
    }

    @Test
    void boundsTheBufferOfSlowReaders() throws Exception {
        long before = ProbeRpc.PRODUCED.get();
        byte[] body = envelope(count(1_000_000).setPadding(1_000).build());
        try (Socket socket = new Socket("localhost", Wire.port())) {
            socket.setReceiveBufferSize(8 * 1024);
            socket.getOutputStream()
                    .write(("POST /probe.v1.Probe/Count HTTP/1.1\r\nhost: x\r\n"
                                    + "content-type: application/connect+proto\r\ncontent-length: " + body.length
                                    + "\r\n\r\n")
                            .getBytes(UTF_8));
            socket.getOutputStream().write(body);
            await().until(() -> ProbeRpc.PRODUCED.get() > before);

            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(10)).until(ProbeRpc.standsStill());

            assertThat(ProbeRpc.PRODUCED.get() - before).isLessThan(20_000);
        }
        await().until(() -> running.count() == 0);
    }

    @Test
    void reportsMalformedStreamsAsInvalidArgument() {
        byte[] garbage = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        assertRefused(envelope(0, new byte[] {-1, -1, -1}), "invalid_argument");
        assertRefused(stream().header("connect-content-encoding", "gzip"), envelope(1, garbage), "invalid_argument");
        assertRefused(envelope(1, garbage), "internal");
        assertRefused(garbage, "resource_exhausted");
        assertRefused(new byte[] {0, 0, 0}, "invalid_argument");
        assertRefused(new byte[0], "unimplemented");
    }

    private static void assertRefused(byte[] body, String code) {
        assertRefused(stream(), body, code);
    }

    private static void assertRefused(HttpRequest.Builder request, byte[] body, String code) {
        var response = send(request.POST(bytes(body)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(envelopes(response.body()).getLast().payload(), UTF_8))
                .contains("\"code\":\"" + code + "\"");
    }

    private static HttpRequest.Builder stream() {
        return to("Count").header("content-type", "application/connect+proto").header("connect-protocol-version", "1");
    }

    private static CountRequest.Builder count(int to) {
        return CountRequest.newBuilder().setTo(to);
    }
}
