package org.flyte.executor.pool.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Listens for supervisors: a connection each, on which both sides send lines of JSON. */
public final class PoolListener implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PoolListener.class);
    private static final int BACKLOG = 512;
    private static final int HELLO_MILLIS = 5_000;

    /** A supervisor sends a message every five seconds. */
    private static final int LOST_MILLIS = 15_000;

    private final ServerSocket server;
    private final Supervisors supervisors;
    private final Semaphore connections;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("pool-", 0).factory());

    /**
     * Begins to listen.
     *
     * @param port 0 for any
     * @throws IOException when it is in use
     */
    public PoolListener(String host, int port, int maxConnections, Supervisors supervisors) throws IOException {
        this.server = new ServerSocket();
        this.server.setReuseAddress(true);
        this.server.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
        this.supervisors = supervisors;
        this.connections = new Semaphore(maxConnections);
        threads.execute(this::listen);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (connections.tryAcquire()) {
                    threads.execute(() -> serve(socket));
                } else {
                    LOG.warn("a supervisor is refused: flyte.executor.pool.max-connections is reached");
                    socket.close();
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warnf("a connection of a supervisor was not accepted cause=%s", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        SupervisorListener listener = null;
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(HELLO_MILLIS);
            MessageLines lines = new MessageLines(new BufferedInputStream(socket.getInputStream()), json);
            Session session = new Session(socket, json);
            Optional<SupervisorListener> accepted = lines.next().flatMap(hello -> accept(hello, session));
            threads.execute(session::write);
            if (accepted.isEmpty()) {
                session.send(Map.of("type", "rejected"));
                drain(socket);
                return;
            }
            listener = accepted.get();
            session.send(Map.of("type", "welcome"));
            socket.setSoTimeout(LOST_MILLIS);
            Optional<JsonNode> message;
            while ((message = lines.next()).isPresent()) {
                Messages.deliver(message.get(), listener);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debugf("connection of a supervisor ended cause=%s", e.getMessage());
        } finally {
            connections.release();
            if (listener != null) {
                listener.closed();
            }
        }
    }

    private Optional<SupervisorListener> accept(JsonNode hello, Session session) {
        return Messages.hello(hello).flatMap(known -> supervisors.accept(known, session));
    }

    /** A connection that is closed with unread bytes may lose the answer. */
    private static void drain(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {}
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debugf("listener of pools not closed cause=%s", e.getMessage());
        }
        threads.shutdownNow();
    }
}
