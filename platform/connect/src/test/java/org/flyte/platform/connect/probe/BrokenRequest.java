package org.flyte.platform.connect.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.gzip;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.wire.Compression;

/** A request whose body, envelopes, compression or headers may be broken in any combination; the same for a seed. */
public record BrokenRequest(String method, String contentType, Map<String, String> headers, byte[] body) {
    private static final String[] UNARY = {"Echo", "Look"};
    private static final String[] STREAMS = {"Count", "Sum"};
    private static final String[] ENCODINGS = {"", "", "gzip", "gzip", "zstd", "identity", "br", "gzip, gzip", "\u00ff"
    };
    private static final String[] TIMEOUTS = {"", "5000", "5S", "-1", "99999999999999999999", "0", "abc", " "};
    private static final byte[] BOMB = gzip(new byte[10 << 20]);
    private static final byte[] ZSTD_BOMB = Compression.ZSTD.compress(new byte[10 << 20]);
    private static final byte[] OVERSIZED = new byte[(4 << 20) + 1];

    /** Makes the request of a seed for a content type. */
    public static BrokenRequest of(String contentType, long seed) {
        Random random = new Random(seed);
        String[] methods = contentType.startsWith("application/connect")
                ? STREAMS
                : contentType.startsWith("application/grpc") && random.nextBoolean() ? STREAMS : UNARY;
        Map<String, String> headers = new LinkedHashMap<>();
        String encoding = pick(random, ENCODINGS);
        for (String name : new String[] {"content-encoding", "connect-content-encoding", "grpc-encoding"}) {
            put(headers, name, encoding);
        }
        if (random.nextInt(4) == 0) {
            put(headers, "connect-timeout-ms", pick(random, TIMEOUTS));
            put(headers, "grpc-timeout", pick(random, TIMEOUTS));
            put(headers, "connect-protocol-version", pick(random, "1", "2"));
        }
        if (random.nextInt(4) == 0) {
            headers.put("x-absurd-bin", "%%%not base64");
            headers.put("accept-encoding", ";;;q=,gzip;q=x,,");
            headers.put("grpc-accept-encoding", ",".repeat(1_000));
            headers.put("x-long", "x".repeat(4_000));
        }
        return new BrokenRequest(pick(random, methods), contentType, headers, body(random));
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] body(Random random) {
        byte[] garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
        byte[] message = EchoRequest.newBuilder()
                .setText("x".repeat(random.nextInt(50)))
                .build()
                .toByteArray();
        return switch (random.nextInt(15)) {
            case 0 -> garbage;
            case 1 -> message;
            case 2 -> gzip(message);
            case 3 -> envelope(random.nextInt(256), garbage);
            case 4 -> envelope(1, gzip(message));
            case 5 -> cut(envelope(0, message), random);
            case 6 -> Base64.getEncoder().encode(envelope(0, message));
            case 7 -> BOMB;
            case 8 -> envelope(1, BOMB);
            case 9 -> envelope(1, ZSTD_BOMB);
            case 10 -> cut(envelope(1, Compression.ZSTD.compress(message)), random);
            case 11 -> OVERSIZED;
            case 12 -> envelope(0, OVERSIZED);
            case 13 ->
                Buffer.buffer(envelope(0, message))
                        .appendBytes(envelope(0, message))
                        .appendBytes(garbage)
                        .getBytes();
            default -> "{\"text\": [1, {\"a\":".getBytes(UTF_8);
        };
    }

    private static byte[] cut(byte[] whole, Random random) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    /** Returns the request as HTTP/1.1 has it, on a connection that ends with it. */
    public byte[] toHttp1() {
        StringBuilder head = new StringBuilder(
                        "POST /probe.v1.Probe/%s HTTP/1.1\r\nhost: localhost\r\n".formatted(method))
                .append("connection: close\r\ncontent-type: %s\r\ncontent-length: %d\r\n"
                        .formatted(contentType, body.length));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return Buffer.buffer(head.append("\r\n").toString().getBytes(ISO_8859_1))
                .appendBytes(body)
                .getBytes();
    }
}
