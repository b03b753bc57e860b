package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Unary calls over Connect, binary protobuf, HTTP/1.1: the SDK's way, without the SDK. */
final class ConnectClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer that was not decoded yet. */
    record Answer(int status, String contentType, byte[] body) {
        /** Code of a Connect error body. */
        String code() {
            return json().path("code").asText();
        }

        JsonNode json() {
            try {
                return JSON.readTree(text());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("%d %s: %s".formatted(status, contentType, text()), e);
            }
        }

        String text() {
            return new String(body, UTF_8);
        }
    }

    private final String base;

    ConnectClient(int port) {
        base = "http://localhost:" + port;
    }

    /** The message answered; anything but success fails the test. */
    <Q extends MessageLite, R> R call(MethodDescriptor<Q, R> method, Q request) {
        return decoded(method, ask(method, request));
    }

    <Q extends MessageLite, R> R decoded(MethodDescriptor<Q, R> method, Answer answer) {
        assertThat(answer.status())
                .as("%s: %s", method.getFullMethodName(), answer.text())
                .isEqualTo(200);
        return method.parseResponse(new ByteArrayInputStream(answer.body()));
    }

    /** The answer, whatever it is. */
    <Q extends MessageLite> Answer ask(MethodDescriptor<Q, ?> method, Q request, String... headers) {
        HttpRequest.Builder post = to("/" + method.getFullMethodName())
                .header("content-type", "application/proto")
                .header("content-encoding", "gzip")
                .header("connect-protocol-version", "1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Frames.gzip(request.toByteArray())));
        return send(headers.length == 0 ? post : post.headers(headers));
    }

    HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(Duration.ofSeconds(30));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
