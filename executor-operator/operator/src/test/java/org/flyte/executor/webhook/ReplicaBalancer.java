package org.flyte.executor.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the Service before the replicas: each connection goes to the next one that accepts it. */
final class ReplicaBalancer implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> replicas = List.of();

    private record Link(Socket from, Socket to, int replica) {
        void cut() {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    ReplicaBalancer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void serve(List<Integer> ports) {
        replicas = List.copyOf(ports);
    }

    /** A replica dies: its connections break, and no new one reaches it. */
    void kill(int port) {
        replicas = replicas.stream().filter(replica -> replica != port).toList();
        links.stream().filter(link -> link.replica() == port).forEach(Link::cut);
    }

    /** Breaks all connections, so that the API server makes new ones. */
    void cutAll() {
        links.forEach(Link::cut);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket from) {
        List<Integer> known = replicas;
        for (int left = known.size(); left > 0; left--) {
            int replica = known.get(Math.floorMod(turn.getAndIncrement(), known.size()));
            Socket to = new Socket();
            try {
                to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), replica), 1000);
            } catch (IOException refused) {
                closeQuietly(to);
                continue;
            }
            Link link = new Link(from, to, replica);
            links.add(link);
            Thread.ofVirtual().start(() -> copy(from, to, link));
            copy(to, from, link);
            return;
        }
        closeQuietly(from);
    }

    private void copy(Socket from, Socket to, Link link) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // the other side is closed below
        } finally {
            link.cut();
            links.remove(link);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cutAll();
    }
}
