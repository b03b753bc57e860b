package org.flyte.devbox.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * The port of the console beside that of the API. The SDK prints links to port 8080 when its endpoint is {@code localhost:8090},
 * and to the endpoint itself otherwise.
 */
final class ConsolePort {
    private static final int LINKED_API_PORT = 8090;
    private static final int LINKED_CONSOLE_PORT = 8080;

    private ConsolePort() {}

    /** The further port that links lead to; empty when they lead to the API's, or when another program has the port. */
    static OptionalInt beside(int apiPort) {
        return apiPort == LINKED_API_PORT && isFree(LINKED_CONSOLE_PORT)
                ? OptionalInt.of(LINKED_CONSOLE_PORT)
                : OptionalInt.empty();
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
