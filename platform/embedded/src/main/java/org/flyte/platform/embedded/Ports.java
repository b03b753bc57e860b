package org.flyte.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface. */
public final class Ports {
    private Ports() {}

    /** A port that nobody listens on right now. */
    public static int free() {
        return bindable(0);
    }

    /**
     * The given port, or a free one for 0.
     *
     * @throws PortInUseException when another process has the port
     */
    public static int claim(String who, int port) {
        try {
            return bindable(port);
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
