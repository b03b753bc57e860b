package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.ClientProgram.curl;
import static org.flyte.platform.connect.probe.ClientProgram.node;
import static org.flyte.platform.connect.probe.ClientProgram.python;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.ClientProgram;
import org.flyte.platform.connect.probe.ProbeRpc;
import org.flyte.platform.connect.probe.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are not ours, unchanged, over real sockets. */
@QuarkusTest
class RealClientsTest {
    @TempDir
    Path folder;

    @Inject
    RunningCalls running;

    @AfterEach
    void leavesNoCallRunning() {
        await().atMost(Duration.ofSeconds(5)).until(() -> running.count() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2", "--http2-prior-knowledge"})
    void answersCurlWithJson(String version) {
        String answer =
                curl(version, "-H", "content-type: application/json", "-d", "{\"text\": \"hello\"}", url("Echo"));

        assertThat(answer).contains("\"text\":\"hello\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2", "--http2-prior-knowledge"})
    void answersCurlGetRequests(String version) {
        String answer = curl(
                version,
                "--get",
                "--data-urlencode",
                "message={\"text\": \"hällo\"}",
                "--data",
                "encoding=json",
                url("Look"));

        assertThat(answer).contains("\"text\":\"hällo\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void acceptsGzippedBodiesOfUnknownLengthFromCurl(String version) throws IOException {
        Path body = Files.write(folder.resolve("body.gz"), Wire.gzip("{\"text\": \"hello\"}".getBytes(UTF_8)));

        String answer = curl(
                version,
                "-H",
                "content-type: application/json",
                "-H",
                "content-encoding: gzip",
                "-H",
                "transfer-encoding: chunked",
                "--compressed",
                "--data-binary",
                "@" + body,
                url("Echo"));

        assertThat(answer).contains("\"text\":\"hello\"");
    }

    @Test
    void sendsCurlStatusAndErrorAsJson() {
        String answer = curl(
                "--write-out",
                " %{http_code} %{http_version}",
                "--http2-prior-knowledge",
                "-H",
                "content-type: application/json",
                "-d",
                "{\"code\": 5, \"message\": \"nowhere\"}",
                url("Fail"));

        assertThat(answer).isEqualTo("{\"code\":\"not_found\",\"message\":\"nowhere\"} 404 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reflection", "metadata", "gzip", "stream", "streams", "error", "deadline", "cancel", "health"})
    void servesGrpcio(String example) {
        python("grpc_client.py", Wire.port(), example);
    }

    @ParameterizedTest
    @CsvSource({
        "unary, CONNECT, 1.1, proto",
        "unary, CONNECT, 2, json",
        "unary, GRPC, 2, proto",
        "unary, GRPC_WEB, 1.1, proto",
        "zstd, CONNECT, 1.1, proto",
        "zstd, GRPC, 2, proto",
        "zstd, GRPC_WEB, 1.1, proto",
        "get, CONNECT, 1.1, proto",
        "get, CONNECT, 2, json",
        "metadata, CONNECT, 1.1, proto",
        "metadata, GRPC, 2, proto",
        "stream, CONNECT, 1.1, proto",
        "stream, CONNECT, 2, json",
        "stream, GRPC, 2, proto",
        "stream, GRPC_WEB, 1.1, proto",
        "error, CONNECT, 1.1, proto",
        "error, GRPC, 2, proto",
        "error, GRPC_WEB, 1.1, proto",
        "timeout, CONNECT, 1.1, proto",
        "timeout, GRPC, 2, proto",
    })
    void servesTheHttpLibraryOfThePythonSdk(String example, String protocol, String version, String codec) {
        python("connect_client.py", Wire.port(), ClientProgram.contract(), example, protocol, version, codec);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, 1.1", "CONNECT, 2", "GRPC, 2"})
    void cancelsStreamsThatThePythonSdkAbandons(String protocol, String version) {
        long before = ProbeRpc.CANCELLED.get();

        python("connect_client.py", Wire.port(), ClientProgram.contract(), "abandon", protocol, version, "proto");

        await().atMost(Duration.ofSeconds(5)).until(() -> ProbeRpc.CANCELLED.get() > before);
    }

    @ParameterizedTest
    @CsvSource({
        "unary, connect, binary",
        "unary, connect, json",
        "unary, grpc-web, binary",
        "unary, grpc-web, json",
        "metadata, connect, binary",
        "metadata, grpc-web, binary",
        "stream, connect, binary",
        "stream, connect, json",
        "stream, grpc-web, binary",
        "get, connect, binary",
        "get, connect, json",
        "error, connect, json",
        "error, connect, binary",
        "error, grpc-web, binary",
        "timeout, connect, binary",
        "timeout, grpc-web, binary",
    })
    void servesConnectWeb(String example, String protocol, String format) {
        node("web_client.mjs", Wire.port(), ClientProgram.contract(), example, protocol, format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "grpc-web"})
    void cancelsStreamsThatABrowserAborts(String protocol) {
        long before = ProbeRpc.CANCELLED.get();

        node("web_client.mjs", Wire.port(), ClientProgram.contract(), "abort", protocol, "binary");

        await().atMost(Duration.ofSeconds(5)).until(() -> ProbeRpc.CANCELLED.get() > before);
    }

    private static String url(String method) {
        return "http://localhost:" + Wire.port() + "/probe.v1.Probe/" + method;
    }
}
