package org.flyte.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyNetworkTest {
    private final Vertx vertx = Vertx.vertx();
    private ServerSocket echo;
    private FaultyNetwork network;

    @BeforeEach
    void start() throws Exception {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        network = new FaultyNetwork(vertx, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        network.close();
        echo.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void passesOnWhatIsSent() throws IOException {
        try (Socket client = connect()) {
            assertThat(answer(client)).isEqualTo(7);
        }
    }

    @Test
    void refusesLikeAServerThatIsStopped() throws IOException {
        try (Socket client = connect()) {
            assertThat(answer(client)).isEqualTo(7);
            network.refuse();
            assertThat(client.getInputStream().read()).as("cut").isEqualTo(-1);
        }
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        network.repair();
        try (Socket client = connect()) {
            assertThat(answer(client)).isEqualTo(7);
        }
    }

    @Test
    void losesPacketsOfConnectionsThatStayOpen() throws IOException {
        try (Socket client = connect()) {
            assertThat(answer(client)).isEqualTo(7);
            network.losePackets();
            assertThat(isLost(client)).isTrue();
            network.repair();
            assertThat(isLost(client)).as("never works again").isTrue();
        }
        try (Socket client = connect()) {
            assertThat(answer(client)).isEqualTo(7);
        }
    }

    private static boolean isLost(Socket client) throws IOException {
        client.setSoTimeout(200);
        try {
            answer(client);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private static int answer(Socket client) throws IOException {
        client.getOutputStream().write(7);
        return client.getInputStream().read();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket("127.0.0.1", network.port());
        client.setSoTimeout(5_000);
        return client;
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket caller = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (caller) {
                        caller.getInputStream().transferTo(caller.getOutputStream());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }
}
