package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.settled;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.ProbeRpc;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.ProbeGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many calls on one connection: what one of them does not read, or breaks off, is no matter of the others. */
@QuarkusTest
class Http2Test {
    private static final CountRequest ENDLESS =
            CountRequest.newBuilder().setTo(Integer.MAX_VALUE).setPadding(1_000).build();
    private static final int BOUND = 5_000;
    private static final int CANCELLED = 500;

    private ManagedChannel channel;

    @Inject
    RunningCalls running;

    @Inject
    Vertx vertx;

    @AfterEach
    void leavesNoCallRunning() {
        if (channel != null) {
            channel.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> running.count() == 0);
    }

    @Test
    void pausesTheServiceWhenAGrpcClientStopsReading() {
        channel = connection(1 << 20);
        long before = ProbeRpc.PRODUCED.get();
        Seen slow = call(ProbeGrpc.getCountMethod(), ENDLESS, 1);
        await().until(() -> slow.messages.get() == 1);

        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(ProbeRpc.standsStill());

        assertThat(ProbeRpc.PRODUCED.get() - before).isLessThan(BOUND);
        assertNeighbourIsServed();
        assertThat(slow.end.get()).isNull();
        slow.call.request(BOUND);
        await().atMost(Duration.ofSeconds(10)).until(() -> slow.messages.get() == BOUND + 1);
        slow.call.cancel("seen enough", null);
    }

    @Test
    void pausesTheServiceWhenAConnectClientStopsReading() {
        long before = ProbeRpc.PRODUCED.get();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                // What is left unread is held against the whole connection: the client gives it room for more streams.
                .setHttp2ConnectionWindowSize(8 << 20));
        try {
            HttpClientResponse slow = post(client, ENDLESS);
            await().until(() -> ProbeRpc.PRODUCED.get() > before);

            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(ProbeRpc.standsStill());

            assertThat(ProbeRpc.PRODUCED.get() - before).isLessThan(BOUND);
            HttpClientResponse other =
                    post(client, CountRequest.newBuilder().setTo(20_000).build());
            assertThat(other.request().connection()).isSameAs(slow.request().connection());
            Future<Buffer> body = other.body();
            other.resume();
            assertThat(Wire.envelopes(settled(body).getBytes())).hasSize(20_001);
        } finally {
            settled(client.close());
        }
    }

    @Test
    void isolatesStreamsResetBeforeTheirTrailers() {
        channel = connection(64 << 10);
        Seen neighbour = call(
                ProbeGrpc.getCountMethod(),
                CountRequest.newBuilder().setTo(1).setLinger(true).build(),
                2);
        await().until(() -> neighbour.messages.get() == 1);
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        EchoRequest large =
                EchoRequest.newBuilder().setPayload(ByteString.copyFrom(noise)).build();
        for (int i = 0; i < 5; i++) {
            Seen unread = call(ProbeGrpc.getEchoMethod(), large, 0);
            await().until(() -> unread.head.get() && running.count() == 2);
            unread.call.cancel("not interested", null);
            await().until(() -> running.count() == 1);
        }

        assertNeighbourIsServed();
        assertThat(neighbour.end.get()).isNull();
        neighbour.call.cancel("done", null);
    }

    /** As many clients do together whose calls a proxy sends over one connection. */
    @Test
    void keepsAConnectionOnWhichManyCallsAreCancelled() {
        channel = connection(64 << 10);
        CountRequest lingering =
                CountRequest.newBuilder().setTo(1).setLinger(true).build();
        Seen neighbour = call(ProbeGrpc.getCountMethod(), lingering, 2);
        await().until(() -> neighbour.messages.get() == 1);

        for (int i = 0; i < CANCELLED; i++) {
            Seen cancelled = call(ProbeGrpc.getCountMethod(), lingering, 1);
            await().pollInterval(Duration.ofMillis(1)).until(cancelled.head::get);
            cancelled.call.cancel("not interested", null);
        }

        assertNeighbourIsServed();
        assertThat(neighbour.end.get()).isNull();
        neighbour.call.cancel("done", null);
    }

    private static ManagedChannel connection(int window) {
        return NettyChannelBuilder.forAddress("localhost", Wire.port())
                .usePlaintext()
                .flowControlWindow(window)
                .build();
    }

    private void assertNeighbourIsServed() {
        var numbers = ProbeGrpc.newBlockingStub(channel)
                .count(CountRequest.newBuilder().setTo(20_000).build());
        int seen = 0;
        while (numbers.hasNext()) {
            assertThat(numbers.next().getValue()).isEqualTo(seen++);
        }
        assertThat(seen).isEqualTo(20_000);
    }

    private <Q, P> Seen call(MethodDescriptor<Q, P> method, Q request, int messages) {
        ClientCall<Q, P> call = channel.newCall(method, CallOptions.DEFAULT);
        Seen seen = new Seen(call);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onHeaders(Metadata headers) {
                        seen.head.set(true);
                    }

                    @Override
                    public void onMessage(P message) {
                        seen.messages.incrementAndGet();
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        seen.end.set(status);
                    }
                },
                new Metadata());
        call.sendMessage(request);
        call.halfClose();
        if (messages > 0) {
            call.request(messages);
        }
        return seen;
    }

    /** Starts a stream and does not read it; on one event loop, lest something comes before it is paused. */
    private HttpClientResponse post(HttpClient client, CountRequest request) {
        Promise<HttpClientResponse> response = Promise.promise();
        vertx.runOnContext(ignored -> client.request(HttpMethod.POST, Wire.port(), "localhost", "/probe.v1.Probe/Count")
                .compose(post -> post.putHeader("content-type", "application/connect+proto")
                        .send(Buffer.buffer(envelope(request)))
                        .map(HttpClientResponse::pause))
                .onComplete(response));
        return settled(response.future());
    }

    private record Seen(
            ClientCall<?, ?> call, AtomicBoolean head, AtomicInteger messages, AtomicReference<Status> end) {
        Seen(ClientCall<?, ?> call) {
            this(call, new AtomicBoolean(), new AtomicInteger(), new AtomicReference<>());
        }
    }
}
