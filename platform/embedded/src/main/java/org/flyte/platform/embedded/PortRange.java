package org.flyte.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback interface, from the lowest to the highest. */
public record PortRange(int lowest, int highest) {
    /**
     * Below the range that Linux takes for outgoing connections (from 32768): a port found free is still free when its
     * server binds it, and a client that connects before that cannot connect to itself.
     */
    public static final PortRange LOOPBACK = new PortRange(20_000, 32_767);

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    /** A free port that this method has not returned in this JVM before. */
    public int free() {
        return ThreadLocalRandom.current()
                .ints(lowest, highest + 1)
                .limit(1_000)
                .filter(port -> isFree(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no free TCP port from %d to %d: stop processes that listen there".formatted(lowest, highest)));
    }

    /**
     * The given port, or a free one for 0.
     *
     * @throws PortInUseException when another process has the port
     */
    public int claim(String who, int port) {
        if (port == 0) {
            return free();
        }
        try {
            bind(port);
            return port;
        } catch (UncheckedIOException taken) {
            throw new PortInUseException(who, port, taken);
        }
    }

    private static boolean isFree(int port) {
        try {
            bind(port);
            return true;
        } catch (UncheckedIOException taken) {
            return false;
        }
    }

    private static void bind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
