package org.flyte.platform.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Calls a method as somebody, over a socket by Connect with JSON, and says how it was let in or refused. */
public final class AccessMatrix {
    /** How a call is answered, as far as access is concerned. */
    public enum Answer {
        ALLOWED,
        LOGIN_NEEDED,
        HIDDEN,
        TOO_LITTLE
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String SHORT = "500";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final URI server;

    public AccessMatrix(URI server) {
        this.server = server;
    }

    /**
     * Makes a call.
     *
     * @param method its full name
     * @param stream whether the method streams
     * @param json the request
     * @param token of the caller; null for none
     */
    public Answer call(String method, boolean stream, String json, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/" + method))
                .timeout(TIMEOUT)
                .header("content-type", stream ? "application/connect+json" : "application/json")
                .header("connect-protocol-version", "1")
                .header("connect-timeout-ms", SHORT)
                .POST(BodyPublishers.ofByteArray(stream ? envelope(json) : json.getBytes(UTF_8)));
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        return answer(http.send(request.build(), BodyHandlers.ofString()).body());
    }

    private static Answer answer(String body) {
        if (body.contains("\"unauthenticated\"")) {
            return Answer.LOGIN_NEEDED;
        }
        if (body.contains("\"resource_exhausted\"")) {
            throw new IllegalStateException("a limit, not the access, has answered: " + body);
        }
        if (body.contains("\"permission_denied\"")) {
            return Answer.TOO_LITTLE;
        }
        return List.of(
                                "you have no role there",
                                "may not reach what is in another project",
                                "names no action of the run")
                        .stream()
                        .anyMatch(body::contains)
                ? Answer.HIDDEN
                : Answer.ALLOWED;
    }

    private static byte[] envelope(String json) {
        byte[] message = json.getBytes(UTF_8);
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }
}
