package org.flyte.executor.pool.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection to a supervisor. Callers never wait: one that does not take its messages is disconnected. */
public final class Session {
    private static final int MAX_WAITING = 2_000;

    /** A supervisor counts the operator as lost after three of them. */
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final Socket socket;
    private final ObjectMapper json;
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>(MAX_WAITING);

    Session(Socket socket, ObjectMapper json) {
        this.socket = socket;
        this.json = json;
    }

    /** Asks for a slot; the answer is {@code accepted} or {@code refused}. */
    public void offer(String id) {
        send("offer", id, Map.of());
    }

    /** Starts a try in its slot; does nothing when it was started before. */
    public void run(String id, List<String> args, Map<String, String> variables, String stamp) {
        send("run", id, Map.of("args", args, "env", variables, "stamp", stamp));
    }

    /** Ends a try; the answer is {@code ended}, unless it was not started. */
    public void abort(String id) {
        send("abort", id, Map.of());
    }

    /** The end of a try is recorded. */
    public void forget(String id) {
        send("forget", id, Map.of());
    }

    private void send(String type, String id, Map<String, ?> fields) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("id", id);
        message.putAll(fields);
        send(message);
    }

    void send(Map<String, ?> message) {
        try {
            byte[] line = (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
            if (!outgoing.offer(line)) {
                close();
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is to be sent until the connection ends. */
    void write() {
        try (OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
            while (!socket.isClosed()) {
                byte[] line = outgoing.poll(BEAT.toMillis(), TimeUnit.MILLISECONDS);
                out.write(line == null ? "{\"type\":\"beat\"}\n".getBytes(StandardCharsets.US_ASCII) : line);
                if (outgoing.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The reader sees it too, and says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Disconnects. */
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
