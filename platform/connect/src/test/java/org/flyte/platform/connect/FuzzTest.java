package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.gzip;
import static org.flyte.platform.connect.probe.Wire.next;
import static org.flyte.platform.connect.probe.Wire.open;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.to;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Clients that are broken, hostile or gone. */
@QuarkusTest
class FuzzTest {
    private static final String[] TYPES = {
        "application/proto",
        "application/json",
        "application/connect+proto",
        "application/connect+json",
        "application/grpc",
        "application/grpc-web",
        "application/grpc-web-text",
        "application/grpc-web+json",
    };
    private static final String[] METHODS = {"Echo", "Count", "Sum", "Look", "Fail"};
    private static final String[] ENCODINGS = {"", "gzip", "identity", "br", "\u00e4\u00f6", "gzip, gzip"};
    private static final String[] TIMEOUTS = {"", "5000", "-1", "99999999999999999999", "1S", "0", "abc"};

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Handler watch = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() > Level.WARNING.intValue()) {
                errors.add(entry.getLoggerName() + ": " + entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Inject
    RunningCalls running;

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(watch);
    }

    @AfterEach
    void unlisten() {
        Logger.getLogger("").removeHandler(watch);
    }

    @RepeatedTest(300)
    void brokenRequestGetsAnAnswerAndNothingElse(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());

        String answer = exchange(request(random));

        assertThat(answer).matches("(?s)HTTP/1.1 (200|400|404|405|415|429|499|500|501|503|504|505) .*");
        assertThat(errors).isEmpty();
        await().atMost(Duration.ofSeconds(5)).until(() -> running.count() == 0);
    }

    @Test
    void clientsThatAreCutWithoutGoodbyeLeaveNothingBehind() throws IOException {
        byte[] body =
                envelope(CountRequest.newBuilder().setTo(1).setLinger(true).build());
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Socket socket = new Socket("localhost", Wire.port());
            socket.getOutputStream().write(head("Count", "application/connect+proto", "", body.length));
            socket.getOutputStream().write(body);
            sockets.add(socket);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> running.count() == 1_000);

        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> running.count() == 0);
    }

    @Test
    void slowReaderDoesNotHarmOthers() throws IOException {
        byte[] fast = envelope(
                CountRequest.newBuilder().setTo(1_000_000).setPadding(1_000).build());
        try (Socket slow = new Socket("localhost", Wire.port());
                var other = open(to("Count")
                                .header("content-type", "application/connect+proto")
                                .POST(bytes(envelope(
                                        CountRequest.newBuilder().setTo(50_000).build()))))
                        .body()) {
            slow.getOutputStream().write(head("Count", "application/connect+proto", "", fast.length));
            slow.getOutputStream().write(fast);

            int seen = 0;
            while (next(other).flags() != 2) {
                seen++;
            }

            assertThat(seen).isEqualTo(50_000);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> running.count() == 0);
    }

    @Test
    void connectionServesOnAfterARefusedBody() {
        var refused =
                send(to("Echo").header("content-type", "application/proto").POST(bytes(new byte[8 << 20])));
        var answered =
                send(to("Echo").header("content-type", "application/proto").POST(bytes(new byte[0])));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(answered.statusCode()).isEqualTo(200);
    }

    private static byte[] request(Random random) throws IOException {
        byte[] body = body(random);
        StringBuilder more = new StringBuilder();
        String encoding = ENCODINGS[random.nextInt(ENCODINGS.length)];
        for (String name : new String[] {"content-encoding", "connect-content-encoding", "grpc-encoding"}) {
            if (!encoding.isEmpty() && random.nextBoolean()) {
                more.append(name).append(": ").append(encoding).append("\r\n");
            }
        }
        String timeout = TIMEOUTS[random.nextInt(TIMEOUTS.length)];
        if (!timeout.isEmpty()) {
            more.append(random.nextBoolean() ? "connect-timeout-ms: " : "grpc-timeout: ")
                    .append(timeout)
                    .append("\r\n");
        }
        if (random.nextInt(4) == 0) {
            more.append("x-absurd-bin: %%%not base64\r\nx-\u00e4: \u00ff\r\nx-empty:\r\n");
        }
        var out = new ByteArrayOutputStream();
        out.write(head(
                METHODS[random.nextInt(METHODS.length)],
                TYPES[random.nextInt(TYPES.length)],
                more.toString(),
                body.length));
        out.write(body);
        return out.toByteArray();
    }

    private static byte[] body(Random random) {
        byte[] garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
        byte[] message = EchoRequest.newBuilder()
                .setText("x".repeat(random.nextInt(50)))
                .build()
                .toByteArray();
        return switch (random.nextInt(9)) {
            case 0 -> garbage;
            case 1 -> message;
            case 2 -> gzip(message);
            case 3 -> envelope(random.nextInt(256), garbage);
            case 4 -> envelope(1, gzip(message));
            case 5 -> {
                byte[] whole = envelope(0, message);
                yield java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
            }
            case 6 -> Base64.getEncoder().encode(envelope(0, message));
            case 7 -> gzip(new byte[10 << 20]);
            default -> "{\"text\": [1, {\"a\":".getBytes(UTF_8);
        };
    }

    private static byte[] head(String method, String type, String more, int length) {
        return ("POST /probe.v1.Probe/%s HTTP/1.1\r\nhost: localhost\r\ncontent-type: %s\r\n%scontent-length: %d\r\n"
                        + "connection: close\r\n\r\n")
                .formatted(method, type, more, length)
                .getBytes(ISO_8859_1);
    }

    private static String exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket("localhost", Wire.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
