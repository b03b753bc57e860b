package org.flyte.platform.connect.client;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives each client of the tests a port where nobody listens yet. */
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

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
