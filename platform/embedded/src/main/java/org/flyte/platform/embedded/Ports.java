package org.flyte.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP ports of the loopback interface. */
public final class Ports {
    /** The system may name the same free port twice before anybody binds it. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody listens on right now, and that this JVM was not given before. */
    public static int free() {
        int port = bindable(0);
        return GIVEN.add(port) ? port : free();
    }

    /**
     * The given port, or a free one for 0.
     *
     * @throws PortInUseException when another process has the port
     */
    public static int claim(String who, int port) {
        try {
            return port == 0 ? free() : bindable(port);
        } catch (UncheckedIOException taken) {
            throw new PortInUseException(who, port, taken);
        }
    }

    private static int bindable(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
