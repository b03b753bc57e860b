package org.flyte.platform.connect.client;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives each client of the tests a free port. */
public final class Peers implements QuarkusTestResourceLifecycleManager {
    public static String key(String client) {
        return "quarkus.grpc.clients." + client + ".test-port";
    }

    @Override
    public Map<String, String> start() {
        return Stream.of("peer", "late", "proxied")
                .map(Peers::key)
                .collect(Collectors.toMap(Function.identity(), key -> String.valueOf(freePort())));
    }

    @Override
    public void stop() {}

    /**
     * Below the range of outgoing connections: there a client that knocks before anybody listens could connect to itself,
     * and would hold the port.
     */
    private static int freePort() {
        int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            return freePort();
        }
    }
}
