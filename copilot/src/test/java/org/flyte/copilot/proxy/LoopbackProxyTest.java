package org.flyte.copilot.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackProxyTest {
    /** A port on which nothing listens. */
    private static final int NOBODY = 1;

    private static final Duration SOON = Duration.ofSeconds(20);

    private LoopbackProxy proxy;

    @AfterEach
    void close() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void relaysManyRequestsToAServerOfTheLoopbackAddress() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        start(server.getAddress().getPort());
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + proxy.port() + "/");
            List<CompletableFuture<String>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> client.sendAsync(
                                    HttpRequest.newBuilder(address)
                                            .timeout(SOON)
                                            .POST(BodyPublishers.ofString("body".repeat(5_000) + i))
                                            .build(),
                                    BodyHandlers.ofString())
                            .thenApply(answer -> answer.body()))
                    .toList();

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("body".repeat(5_000) + i);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void keepsTheOtherHalfOfAConnectionWhenOneIsClosed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
                try {
                    server.accept().close(); // the proxy looks whether somebody listens
                    try (Socket connection = server.accept()) {
                        byte[] all = connection.getInputStream().readAllBytes();
                        connection.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
                        return all;
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            start(server.getLocalPort());
            try (Socket client = new Socket("127.0.0.1", proxy.port())) {
                client.setSoTimeout((int) SOON.toMillis());
                client.getOutputStream().write("request".getBytes(StandardCharsets.UTF_8));
                client.shutdownOutput();

                assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("answer");
            }
            assertThat(received.get()).asString().isEqualTo("request");
        }
    }

    @Test
    void doesNotListenWhileTheServerDoesNot() {
        run(NOBODY);

        await().during(Duration.ofMillis(500)).until(() -> proxy.port() == 0);
    }

    private void start(int target) {
        run(target);
        await().atMost(SOON).until(() -> proxy.port() != 0);
    }

    private void run(int target) {
        proxy = new LoopbackProxy(0, target);
        Thread.ofVirtual().start(() -> {
            try {
                proxy.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
