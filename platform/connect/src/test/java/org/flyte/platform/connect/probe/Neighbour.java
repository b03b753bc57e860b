package org.flyte.platform.connect.probe;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.flyte.platform.connect.probe.api.EchoRequest;

/** A well-behaved client that goes on calling while another one does not behave. */
public final class Neighbour implements AutoCloseable {
    private static final int PAUSE_MILLIS = 2;
    private static final int FEWEST = 50;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Long> nanos = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread thread = Thread.ofPlatform().unstarted(this::call);
    private volatile Exception failure;

    private Neighbour() {}

    public static Neighbour calling() {
        Neighbour neighbour = new Neighbour();
        neighbour.thread.start();
        return neighbour;
    }

    /** The time that 95 of 100 calls took at most, since the start. */
    public Duration stopAndAskForP95() throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> failure != null || calls.get() >= FEWEST);
        stopped.set(true);
        thread.join();
        if (failure != null) {
            throw failure;
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        return Duration.ofNanos(sorted.get(sorted.size() * 95 / 100));
    }

    @Override
    public void close() {
        stopped.set(true);
        client.close();
    }

    private void call() {
        byte[] body = EchoRequest.newBuilder().setText("neighbour").build().toByteArray();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + Wire.port() + "/probe.v1.Probe/Echo"))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/proto")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            while (!stopped.get()) {
                long start = System.nanoTime();
                int status = client.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("the neighbour was answered " + status);
                }
                nanos.add(System.nanoTime() - start);
                calls.incrementAndGet();
                LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
            }
        } catch (Exception e) {
            failure = e;
        }
    }
}
