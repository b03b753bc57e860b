package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.chunked;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.envelopes;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.to;

import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.flyte.platform.connect.probe.Answer;
import org.flyte.platform.connect.probe.Wire.Envelope;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcWebTest {
    private static final byte[] HELLO =
            envelope(EchoRequest.newBuilder().setText("hello").build());

    @Test
    void sendsTrailersAsTheLastFrame() throws Exception {
        var response = send(web("Echo", "application/grpc-web+proto").POST(bytes(HELLO)));

        List<Envelope> frames = envelopes(response.body());
        assertThat(response.headers().firstValue("content-type")).hasValue("application/grpc-web+proto");
        assertThat(EchoResponse.parseFrom(frames.get(0).payload()).getText()).isEqualTo("hello");
        assertThat(frames.get(1).flags()).isEqualTo(0x80);
        assertThat(new String(frames.get(1).payload(), UTF_8)).startsWith("grpc-status: 0\r\n");
    }

    @Test
    void usesBase64BothWaysInTextForm() throws Exception {
        var response = send(web("Echo", "application/grpc-web-text").POST(chunked(base64(HELLO))));

        List<Envelope> frames = envelopes(Answer.unbase64(response.body()));
        assertThat(response.headers().firstValue("content-type")).hasValue("application/grpc-web-text");
        assertThat(EchoResponse.parseFrom(frames.get(0).payload()).getText()).isEqualTo("hello");
        assertThat(frames.get(1).flags()).isEqualTo(0x80);
    }

    @Test
    void rejectsTruncatedText() throws Exception {
        byte[] text = base64(HELLO);
        byte[] cut = Arrays.copyOf(text, text.length + 2);
        cut[text.length] = 'A';
        cut[text.length + 1] = 'A';

        var response = send(web("Echo", "application/grpc-web-text").POST(bytes(cut)));

        assertThat(new String(
                        envelopes(Answer.unbase64(response.body())).getLast().payload(), UTF_8))
                .contains("grpc-status: 3\r\n");
    }

    @Test
    void streamsTextCompletely() {
        byte[] request = envelope(CountRequest.newBuilder().setTo(500).build());

        var response = send(web("Count", "application/grpc-web-text").POST(bytes(base64(request))));

        assertThat(envelopes(Answer.unbase64(response.body()))).hasSize(501);
    }

    @Test
    void sendsErrorsWithHttp200() {
        byte[] request =
                envelope(FailRequest.newBuilder().setCode(7).setMessage("no").build());

        var response = send(web("Fail", "application/grpc-web").POST(bytes(request)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(envelopes(response.body()).getLast().payload(), UTF_8))
                .contains("grpc-status: 7\r\n", "grpc-message: no\r\n");
    }

    @Test
    void allowsOnlyConfiguredOrigins() {
        var known = send(preflight("https://console.example"));
        var foreign = send(preflight("https://evil.example"));

        assertThat(known.headers().firstValue("access-control-allow-origin")).hasValue("https://console.example");
        assertThat(known.headers().firstValue("access-control-allow-headers").orElse(""))
                .containsIgnoringCase("connect-protocol-version");
        assertThat(foreign.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    private static HttpRequest.Builder preflight(String origin) {
        return to("Echo")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type,connect-protocol-version")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    }

    private static HttpRequest.Builder web(String method, String type) {
        return to(method).header("content-type", type).header("x-grpc-web", "1");
    }

    private static byte[] base64(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }
}
