package org.flyte.platform.secrets.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JsonApiTest {
    private final JsonApi api = new JsonApi("The manager", "nothing", Duration.ofSeconds(1));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        api.close();
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswer() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });

        assertThatThrownBy(() -> api.send(
                        "GET",
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        Map.of(),
                        null))
                .isInstanceOf(Unavailable.class)
                .hasMessage("The manager does not answer; retry later");
    }
}
