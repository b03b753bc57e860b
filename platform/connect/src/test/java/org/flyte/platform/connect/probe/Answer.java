package org.flyte.platform.connect.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import org.flyte.platform.connect.wire.ConnectCode;

/** A whole HTTP response, and what the protocol it belongs to makes of it. */
public record Answer(int status, MultiMap headers, byte[] body, MultiMap trailers) {
    /** How a call ended, in any protocol. */
    public record Verdict(Status.Code code, String message) {}

    /** Reads an HTTP/1.1 response with or without chunks. */
    public static Answer parse(byte[] raw) {
        Reader in = new Reader(raw);
        int status = Integer.parseInt(in.line().split(" ", 3)[1]);
        MultiMap headers = in.headers();
        MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new Answer(status, headers, in.rest(), trailers);
        }
        var body = new ByteArrayOutputStream();
        for (int size = in.chunk(); size > 0; size = in.chunk()) {
            body.writeBytes(in.bytes(size));
            in.line();
        }
        return new Answer(status, headers, body.toByteArray(), in.headers());
    }

    /** Returns how the call ended; fails if the answer is not of the protocol's own form. */
    public Verdict in(String contentType) {
        return switch (contentType) {
            case "application/proto", "application/json" -> connectUnary(contentType);
            case "application/connect+proto", "application/connect+json" -> connectStream(contentType);
            case "application/grpc" -> grpc(headers.contains("grpc-status") ? headers : trailers, contentType);
            default -> grpcWeb(contentType);
        };
    }

    private Verdict connectUnary(String type) {
        if (status == 200) {
            assertThat(headers.get("content-type")).isEqualTo(type);
            return new Verdict(Status.Code.OK, "");
        }
        assertThat(headers.get("content-type")).isEqualTo("application/json");
        Verdict verdict = connectError(new JsonObject(new String(body, UTF_8)));
        assertThat(status).isEqualTo(ConnectCode.of(verdict.code()).httpStatus());
        return verdict;
    }

    private Verdict connectStream(String type) {
        assertThat(status).isEqualTo(200);
        assertThat(headers.get("content-type")).isEqualTo(type);
        Wire.Envelope end = Wire.envelopes(body).getLast();
        assertThat(end.flags() & 2).isEqualTo(2);
        JsonObject error = new JsonObject(new String(end.payload(), UTF_8)).getJsonObject("error");
        return error == null ? new Verdict(Status.Code.OK, "") : connectError(error);
    }

    private static Verdict connectError(JsonObject error) {
        Status.Code code = Arrays.stream(Status.Code.values())
                .filter(known -> ConnectCode.of(known).wireName().equals(error.getString("code")))
                .findAny()
                .orElseThrow(() -> new AssertionError(error.encode()));
        return new Verdict(code, error.getString("message", ""));
    }

    private Verdict grpcWeb(String type) {
        byte[] plain = type.contains("-text") ? unbase64(body) : body;
        Wire.Envelope end = Wire.envelopes(plain).getLast();
        assertThat(end.flags() & 0x80).isEqualTo(0x80);
        return grpc(new Reader((new String(end.payload(), ISO_8859_1) + "\r\n").getBytes(ISO_8859_1)).headers(), type);
    }

    private Verdict grpc(MultiMap end, String type) {
        assertThat(status).isEqualTo(200);
        assertThat(headers.get("content-type")).isEqualTo(type);
        assertThat(end.get("grpc-status")).as("grpc-status").matches("\\d{1,2}");
        Status status = Status.fromCodeValue(Integer.parseInt(end.get("grpc-status")));
        return new Verdict(status.getCode(), end.contains("grpc-message") ? end.get("grpc-message") : "");
    }

    /** Decodes a body that may be padded wherever the server has flushed. */
    public static byte[] unbase64(byte[] text) {
        var out = new ByteArrayOutputStream();
        int start = 0;
        for (int end = 4; end <= text.length; end += 4) {
            if (text[end - 1] == '=' || end == text.length) {
                out.writeBytes(Base64.getDecoder().decode(Arrays.copyOfRange(text, start, end)));
                start = end;
            }
        }
        return out.toByteArray();
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        String line() {
            int start = at;
            while (bytes[at] != '\n') {
                at++;
            }
            return new String(bytes, start, at++ - start, ISO_8859_1).strip();
        }

        MultiMap headers() {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.add(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            return headers;
        }

        int chunk() {
            return Integer.parseInt(line(), 16);
        }

        byte[] bytes(int size) {
            at += size;
            return Arrays.copyOfRange(bytes, at - size, at);
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, at, bytes.length);
        }
    }
}
