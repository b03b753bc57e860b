package org.flyte.platform.podlogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesPodLogSourceTest {
    private static final long LONGER_THAN_REQUEST_TIMEOUT_MILLIS = 1500;

    private interface Answer {
        void write(HttpExchange exchange) throws Exception;
    }

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private HttpServer api;
    private KubernetesClient client;
    private volatile Answer answer;

    @BeforeEach
    void start() throws Exception {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        api.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            try (exchange) {
                answer.write(exchange);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        api.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                        .withRequestTimeout(500)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        api.stop(0);
    }

    @Test
    void requestsTheWantedLines() throws Exception {
        answer = exchange -> reply(exchange, 200, "2026-11-24T12:00:00Z hi\n");

        try (InputStream output = open(new PodLogSource.Request(
                "flyte",
                "run-a0-0",
                "primary",
                true,
                Optional.of(Instant.parse("2026-11-24T11:00:00Z")),
                OptionalInt.of(5)))) {
            assertThat(new String(output.readAllBytes(), UTF_8)).isEqualTo("2026-11-24T12:00:00Z hi\n");
        }
        assertThat(asked.take())
                .isEqualTo("/api/v1/namespaces/flyte/pods/run-a0-0/log?timestamps=true&container=primary"
                        + "&follow=true&sinceTime=2026-11-24T11%3A00%3A00Z&tailLines=5");
    }

    @Test
    void waitsForASilentContainer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch neverOpened = new CountDownLatch(1);
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("first\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            go.await();
            assertThat(neverOpened.await(LONGER_THAN_REQUEST_TIMEOUT_MILLIS, MILLISECONDS))
                    .isFalse();
            exchange.getResponseBody().write("second\n".getBytes(UTF_8));
        };

        try (InputStream output = open(request())) {
            assertThat(output.readNBytes(6)).isEqualTo("first\n".getBytes(UTF_8));
            go.countDown();
            assertThat(output.readAllBytes()).isEqualTo("second\n".getBytes(UTF_8));
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "404, pods \"run-a0-0\" not found, pod run-a0-0 not found in namespace flyte",
        "400, container \"primary\" in pod is waiting to start: ContainerCreating, waiting to start"
    })
    void failsWithNotFoundWithoutALog(int status, String body, String message) {
        answer = exchange -> reply(exchange, status, body);

        assertThatThrownBy(() -> open(request())).isInstanceOf(NotFound.class).hasMessageContaining(message);
    }

    @Test
    void namesAMissingPermission() {
        answer = exchange -> reply(exchange, 403, "forbidden");

        assertThatThrownBy(() -> open(request()))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("get pods/log");
    }

    @Test
    void failsWithUnavailableWhenTheApiFails() {
        answer = exchange -> reply(exchange, 500, "etcd unavailable");

        assertThatThrownBy(() -> open(request())).isInstanceOf(Unavailable.class);
        api.stop(0);
        assertThatThrownBy(() -> open(request())).isInstanceOf(Unavailable.class);
    }

    private InputStream open(PodLogSource.Request request) {
        return new KubernetesPodLogSource(client).open(request);
    }

    private static PodLogSource.Request request() {
        return new PodLogSource.Request("flyte", "run-a0-0", "primary", true, Optional.empty(), OptionalInt.empty());
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
