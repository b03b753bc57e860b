package org.flyte.platform.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.identity.AuthenticationConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An issuer that answers slowly, wrongly or too much. */
@Timeout(60)
class JwksEndpointTest {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private String base;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void findsTheKeysByDiscovery() throws Exception {
        answer(DISCOVERY, 200, "{\"issuer\": \"%1$s\", \"jwks_uri\": \"%1$s/keys\"}".formatted(base));
        answer("/keys", 200, "{\"keys\": []}");

        assertThat(discovered().read()).isEqualTo("{\"keys\": []}");
    }

    @Test
    void sendsTheTokenThatTheIssuerAsksFor() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "abc\n");
        server.createContext(
                "/keys",
                exchange -> send(exchange, 200, exchange.getRequestHeaders().getFirst("authorization")));

        assertThat(endpoint(Map.of(
                                "flyte.auth.issuers.id.jwks-url",
                                base + "/keys",
                                "flyte.auth.issuers.id.bearer-token-file",
                                token.toString()))
                        .read())
                .isEqualTo("Bearer abc");
    }

    @Test
    void refusesTheDiscoveryOfAnotherIssuer() {
        answer(DISCOVERY, 200, "{\"issuer\": \"https://other.example\", \"jwks_uri\": \"%s/keys\"}".formatted(base));

        assertFails(discovered(), "https://other.example");
    }

    @Test
    void refusesADiscoveryThatIsNone() {
        answer(DISCOVERY, 200, "<html>");

        assertFails(discovered(), "cannot be read");
    }

    @Test
    void followsNoRedirection() {
        server.createContext("/keys", exchange -> {
            exchange.getResponseHeaders().add("location", base + "/others");
            send(exchange, 302, "");
        });

        assertFails(atKeys(), "answers 302");
    }

    @Test
    void readsNoMoreThanAMebibyte() {
        answer("/keys", 200, "x".repeat((1 << 20) + 1));

        assertFails(atKeys(), "1048576");
    }

    @Test
    void doesNotWaitForAnAnswerThatDoesNotCome() {
        server.createContext("/keys", exchange -> hold());

        assertFails(atKeys(), "");
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswer() {
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write('{');
            body.flush();
            hold();
        });

        assertFails(atKeys(), "");
    }

    private void hold() {
        try {
            end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> send(exchange, status, body));
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void assertFails(JwksEndpoint endpoint, String message) {
        assertThatThrownBy(endpoint::read).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    private JwksEndpoint atKeys() {
        return endpoint(Map.of("flyte.auth.issuers.id.jwks-url", base + "/keys"));
    }

    private JwksEndpoint discovered() {
        return endpoint(Map.of("flyte.auth.issuers.id.url", base, "flyte.auth.issuers.id.jwks-url", ""));
    }

    private static JwksEndpoint endpoint(Map<String, String> changes) {
        AuthenticationConfig config = TestConfig.of(changes);
        return new JwksEndpoint(config.issuers().get("id"), Duration.ofSeconds(1));
    }
}
