package org.flyte.executor.plugins.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a server that answers as an API server does. */
class PodTemplateSupportTest {
    private static final String WITH = """
            {"components": {"schemas": {"io.k8s.sparkoperator.v1beta2.SparkApplication": {"properties": {"spec":
              {"properties": {"driver": {"properties": {"template": {"type": "object"}}}}}}}}}}
            """;
    private static final String WITHOUT = """
            {"components": {"schemas": {"io.k8s.sparkoperator.v1beta2.SparkApplication": {"properties": {"spec":
              {"properties": {"driver": {"properties": {"cores": {"type": "integer"}}}}}}}}}}
            """;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private volatile String schemas;
    private volatile int asked;
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked++;
            boolean known = exchange.getRequestURI().getPath().equals("/openapi/v3/apis/sparkoperator.k8s.io/v1beta2")
                    && schemas != null;
            byte[] body = (known ? schemas : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                        .withAutoConfigure(false)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void findsTheFieldInTheSchemasOfTheCluster() {
        schemas = WITH;

        assertThat(support("auto").isThere()).isTrue();
    }

    @Test
    void missesTheFieldInAnOlderCrd() {
        schemas = WITHOUT;

        assertThat(support("auto").isThere()).isFalse();
    }

    @Test
    void missesTheFieldWhereThereIsNoSchema() {
        assertThat(support("auto").isThere()).isFalse();
    }

    @Test
    void asksAgainBecauseACrdMayBeReplaced() {
        schemas = WITHOUT;
        PodTemplateSupport support = support("auto");
        assertThat(support.isThere()).isFalse();
        schemas = WITH;

        assertThat(support.isThere()).isFalse();
        assertThat(asked).isOne();
        clock.advance(Duration.ofMinutes(11));
        assertThat(support.isThere()).isTrue();
    }

    @Test
    void doesNotAskWhereTheSettingSays() {
        assertThat(support("always").isThere()).isTrue();
        assertThat(support("never").isThere()).isFalse();
        assertThat(asked).isZero();
    }

    private PodTemplateSupport support(String setting) {
        return new PodTemplateSupport(client, clock, setting);
    }
}
