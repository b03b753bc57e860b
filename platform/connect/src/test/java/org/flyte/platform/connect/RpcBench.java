package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.envelope;

import com.sun.management.OperatingSystemMXBean;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Compares our Connect with Quarkus's own gRPC server over h2c in one run: the same service, payloads and load client.
 * Processor time is that of the whole process, server and load client together. Run with
 * {@code mvn test -Dtest=RpcBench -Dbench=true}.
 */
@QuarkusTest
@TestProfile(RpcBench.QuarkusServesGrpc.class)
@EnabledIfSystemProperty(named = "bench", matches = "true")
class RpcBench {
    private static final int ROUNDS = 5;
    private static final int CALLERS = 64;
    private static final int CALLS = 30_000;
    private static final int ITEMS = 100_000;
    private static final int IDLE = 5_000;

    public static class QuarkusServesGrpc implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.rpc.grpc", "false");
        }
    }

    private record Kind(String type, Buffer body) {}

    private record Figures(double rate, double p99Millis, double cpuMicros) {
        @Override
        public String toString() {
            return "%,.0f/s, p99 %.2f ms, %.2f us of processor each".formatted(rate, p99Millis, cpuMicros);
        }
    }

    @Inject
    RunningCalls running;

    private final AtomicInteger failed = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2MaxPoolSize(2));

    @Test
    void unary() throws InterruptedException {
        byte[] message = EchoRequest.newBuilder()
                .setText("hello, this is a request of ordinary size".repeat(5))
                .build()
                .toByteArray();
        Kind grpc = new Kind("application/grpc", Buffer.buffer(envelope(0, message)));
        Kind connect = new Kind("application/proto", Buffer.buffer(message));

        for (int warmUp = 0; warmUp < 4; warmUp++) {
            calls(grpc);
            calls(connect);
        }
        Figures[] theirs = new Figures[ROUNDS];
        Figures[] ours = new Figures[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            theirs[round] = calls(grpc);
            ours[round] = calls(connect);
        }

        Figures them = median(theirs);
        Figures us = median(ours);
        System.out.printf("BENCH unary: connect %s; quarkus grpc %s%n", us, them);
        assertThat(failed).hasValue(0);
        assertThat(us.rate()).isGreaterThan(0.8 * them.rate());
        assertThat(us.p99Millis()).isLessThan(1.5 * them.p99Millis());
    }

    @Test
    void stream() throws InterruptedException {
        byte[] message = CountRequest.newBuilder().setTo(ITEMS).build().toByteArray();
        Kind grpc = new Kind("application/grpc", Buffer.buffer(envelope(0, message)));
        Kind connect = new Kind("application/connect+proto", Buffer.buffer(envelope(0, message)));

        items(grpc);
        items(connect);
        Figures[] theirs = new Figures[ROUNDS];
        Figures[] ours = new Figures[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            theirs[round] = items(grpc);
            ours[round] = items(connect);
        }

        Figures them = median(theirs);
        Figures us = median(ours);
        System.out.printf(
                "BENCH stream of %,d: connect %,.0f/s, %.2f us; quarkus grpc %,.0f/s, %.2f us of processor each%n",
                ITEMS, us.rate(), us.cpuMicros(), them.rate(), them.cpuMicros());
        assertThat(us.rate()).isGreaterThan(0.8 * them.rate());
    }

    @Test
    void idleStreams() throws IOException {
        byte[] body =
                envelope(CountRequest.newBuilder().setTo(1).setLinger(true).build());
        byte[] head = ("POST /probe.v1.Probe/Count HTTP/1.1\r\nhost: x\r\ncontent-type: application/connect+proto\r\n"
                        + "content-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        long before = heap();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            Socket socket = new Socket("localhost", Wire.port());
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            sockets.add(socket);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> running.count() == IDLE);

        long used = heap() - before;
        System.out.printf("BENCH idle: %d streams hold %d MB of heap%n", IDLE, used >> 20);
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(used).isLessThan(250L << 20);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private Figures calls(Kind kind) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(CALLERS);
        AtomicInteger left = new AtomicInteger(CALLS);
        long[] nanos = new long[CALLS];
        long start = System.nanoTime();
        long cpu = cpuNanos();
        // On the client's own loop: elsewhere a response can end before its body is asked for, and is then lost.
        vertx.runOnContext(loop -> {
            for (int caller = 0; caller < CALLERS; caller++) {
                call(kind, left, nanos, done);
            }
        });
        assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMicros = (cpuNanos() - cpu) / 1e3 / CALLS;
        Arrays.sort(nanos);
        return new Figures(CALLS / seconds, nanos[(int) (CALLS * 0.99)] / 1e6, cpuMicros);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void call(Kind kind, AtomicInteger left, long[] nanos, CountDownLatch done) {
        int index = left.decrementAndGet();
        if (index < 0) {
            done.countDown();
            return;
        }
        long start = System.nanoTime();
        send(kind, "Echo")
                .compose(HttpClientResponse::body)
                .timeout(5, TimeUnit.SECONDS)
                .onComplete(answer -> {
                    if (answer.failed()) {
                        failed.incrementAndGet();
                        System.out.println("BENCH failed call, " + kind.type() + ": " + answer.cause());
                    }
                    nanos[index] = System.nanoTime() - start;
                    call(kind, left, nanos, done);
                });
    }

    private Figures items(Kind kind) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long start = System.nanoTime();
        long cpu = cpuNanos();
        send(kind, "Count").onSuccess(response -> {
            response.handler(chunk -> {});
            response.endHandler(ignored -> done.countDown());
        });
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        double millis = (System.nanoTime() - start) / 1e6;
        return new Figures(ITEMS * 1e3 / millis, millis, (cpuNanos() - cpu) / 1e3 / ITEMS);
    }

    private Future<HttpClientResponse> send(Kind kind, String method) {
        return client.request(HttpMethod.POST, Wire.port(), "localhost", "/probe.v1.Probe/" + method)
                .map(request -> headers(request, kind))
                .compose(request -> request.send(kind.body()));
    }

    private static HttpClientRequest headers(HttpClientRequest request, Kind kind) {
        return request.putHeader("content-type", kind.type()).putHeader("te", "trailers");
    }

    private static Figures median(Figures[] figures) {
        Figures[] sorted = figures.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(Figures::rate));
        return sorted[sorted.length / 2];
    }
}
