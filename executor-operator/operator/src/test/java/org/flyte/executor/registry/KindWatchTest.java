package org.flyte.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kind that the cluster has, and whose objects the operator may not list. */
class KindWatchTest {
    private static final String KINDS = """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"ray.io/v1","resources":
             [{"name":"rayjobs","singularName":"rayjob","namespaced":true,"kind":"RayJob","verbs":["list"]}]}
            """;
    private static final String FORBIDDEN = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
             "message":"rayjobs.ray.io is forbidden: User \\"operator\\" cannot list resource \\"rayjobs\\""}
            """;

    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/ray.io/v1", exchange -> {
            boolean objects = exchange.getRequestURI().getPath().endsWith("/rayjobs");
            answer(exchange, objects ? 403 : 200, objects ? FORBIDDEN : KINDS);
        });
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void saysWhichRightIsMissing() {
        KindWatch watch = new KindWatch(ObjectKind.of("ray.io", "v1", "RayJob"), "managed=true", client);

        watch.open(Set.of("flyte"), new ObjectChanges(_ -> {}));

        assertThat(watch.state()).isEqualTo(KindWatch.State.NOT_KNOWN_YET);
        assertThat(watch.problem())
                .contains("cannot list resource", "the operator needs list and watch of rayjobs.ray.io")
                .doesNotContain("\n");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
