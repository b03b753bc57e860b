package org.flyte.devbox.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A server stream over Connect and HTTP/1.1, as the released SDK requests it.
 *
 * @param <R> type of its messages
 */
final class ConnectStream<R> implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "application/connect+proto",
            "connect-content-encoding", "gzip",
            "connect-accept-encoding", "gzip, identity",
            "connect-protocol-version", "1",
            "accept", "*/*",
            "accept-encoding", "zstd,gzip,br",
            "user-agent", "connectrpc/0.10.1");

    private final MethodDescriptor<?, R> method;
    private final RawConnection connection;
    private JsonNode end;

    private ConnectStream(MethodDescriptor<?, R> method, RawConnection connection) {
        this.method = method;
        this.connection = connection;
    }

    static <Q extends MessageLite, R> ConnectStream<R> open(int port, MethodDescriptor<Q, R> method, Q request)
            throws IOException {
        return over(RawConnection.open(port), method, request);
    }

    static <Q extends MessageLite, R> ConnectStream<R> over(
            RawConnection connection, MethodDescriptor<Q, R> method, Q request) throws IOException {
        byte[] message = Frames.frame(Frames.COMPRESSED, Frames.gzip(request.toByteArray()));
        connection.post("/" + method.getFullMethodName(), HEADERS, message, message.length);
        return new ConnectStream<>(method, connection);
    }

    RawConnection.Head head() throws IOException {
        return connection.head();
    }

    /** The next message; empty when the stream has ended, see {@link #endCode}. */
    Optional<R> next() throws IOException {
        Optional<Frames.Frame> frame = Frames.next(connection.body());
        if (frame.isEmpty()) {
            return Optional.empty();
        }
        if (frame.get().is(Frames.CONNECT_END)) {
            end = JSON.readTree(frame.get().plain());
            return Optional.empty();
        }
        return Optional.of(
                method.parseResponse(new ByteArrayInputStream(frame.get().plain())));
    }

    /** How the stream ended: the code of its end envelope, {@code ok}, or {@code none} without an envelope. */
    String endCode() {
        if (end == null) {
            return "none";
        }
        return end.has("error") ? end.get("error").get("code").asText() : "ok";
    }

    void cut() throws IOException {
        connection.cut();
    }

    @Override
    public String toString() {
        return method.getFullMethodName();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
