package org.flyte.copilot.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Takes connections on a port of all addresses and relays each to a port of 127.0.0.1. It listens once something answers there, so that a
 * probe of its port says whether the server is up. A connection is closed when either side closes it; one half may be closed before the
 * other.
 */
public final class LoopbackProxy implements AutoCloseable {
    /** Each has two virtual threads and their buffers, some 40 KiB. */
    private static final int MAX_CONNECTIONS = 1_000;

    private static final int BACKLOG = 256;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final int listen;
    private final int target;
    private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile ServerSocket server;

    /**
     * @param listen port on which connections are taken; 0 for any
     * @param target port of 127.0.0.1 to which they lead
     */
    public LoopbackProxy(int listen, int target) {
        this.listen = listen;
        this.target = target;
    }

    /** Relays until it is closed; waits for the server first, however long that takes. */
    public void run() throws IOException, InterruptedException {
        awaitTarget();
        try (ServerSocket socket = new ServerSocket(listen, BACKLOG)) {
            server = socket;
            while (!closed) {
                relay(socket.accept());
            }
        } catch (IOException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    /** The port on which it listens; 0 until it does. */
    public int port() {
        ServerSocket socket = server;
        return socket == null ? 0 : socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        ServerSocket socket = server;
        if (socket != null) {
            socket.close();
        }
        for (Socket connection : open) {
            connection.close();
        }
    }

    private void awaitTarget() throws InterruptedException {
        while (!closed) {
            try (Socket probe = connect()) {
                return;
            } catch (IOException e) {
                Thread.sleep(POLL);
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), target), (int)
                    CONNECT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void relay(Socket outside) throws IOException {
        if (!free.tryAcquire()) {
            outside.close();
            return;
        }
        open.add(outside);
        Thread.ofVirtual().start(() -> serve(outside));
    }

    private void serve(Socket outside) {
        try (outside;
                Socket inside = connect()) {
            outside.setTcpNoDelay(true);
            outside.setKeepAlive(true);
            inside.setTcpNoDelay(true);
            Thread answers = Thread.ofVirtual().start(() -> copy(inside, outside));
            copy(outside, inside);
            answers.join();
        } catch (IOException e) {
            // The caller sees a closed connection, as it would without this proxy.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(outside);
            free.release();
        }
    }

    /** One direction; what breaks it breaks the connection. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }
}
