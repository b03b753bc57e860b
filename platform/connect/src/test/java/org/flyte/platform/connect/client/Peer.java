package org.flyte.platform.connect.client;

import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.Number;
import org.flyte.platform.connect.probe.api.ProbeGrpc;

/**
 * A grpc-java server at the port of one client; it fails as often as set, then answers; a request that asks
 * for a delay is never answered.
 */
public final class Peer implements AutoCloseable {
    /** One attempt as the server saw it; {@code left} is null without a deadline. */
    public record Attempt(Metadata headers, Duration left, long atNanos) {}

    public final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final Queue<Status> failures = new ConcurrentLinkedQueue<>();
    private final Server server;

    public Peer(String client) {
        this(portOf(client));
    }

    Peer(int port) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", port))
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .intercept(new Recorder())
                    .addService(service())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int portOf(String client) {
        return ConfigProvider.getConfig().getValue(Peers.key(client), Integer.class);
    }

    int port() {
        return server.getPort();
    }

    public Peer failing(Status... statuses) {
        failures.addAll(List.of(statuses));
        return this;
    }

    /** Fails no more. */
    void recover() {
        failures.clear();
    }

    /** Returns once another server can listen at the port: the socket of a terminated one is open for a moment longer. */
    @Override
    public void close() {
        int port = server.getPort();
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> isFree(port));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("localhost", port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(ProbeGrpc.SERVICE_NAME)
                .addMethod(ProbeGrpc.getEchoMethod(), ServerCalls.asyncUnaryCall(this::echo))
                .addMethod(ProbeGrpc.getCountMethod(), ServerCalls.asyncServerStreamingCall(this::count))
                .build();
    }

    private void echo(EchoRequest request, StreamObserver<EchoResponse> answer) {
        if (request.getDelayMs() > 0) {
            return;
        }
        Status failure = failures.poll();
        if (failure != null) {
            answer.onError(failure.asRuntimeException());
            return;
        }
        answer.onNext(EchoResponse.newBuilder().setText(request.getText()).build());
        answer.onCompleted();
    }

    private void count(CountRequest request, StreamObserver<Number> answer) {
        for (long i = 0; i < request.getTo(); i++) {
            answer.onNext(Number.newBuilder().setValue(i).build());
        }
        Status failure = failures.poll();
        if (failure == null) {
            answer.onCompleted();
        } else {
            answer.onError(failure.asRuntimeException());
        }
    }

    private final class Recorder implements ServerInterceptor {
        @Override
        public <Q, P> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
            var deadline = Context.current().getDeadline();
            Duration left = deadline == null ? null : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
            attempts.add(new Attempt(headers, left, System.nanoTime()));
            return next.startCall(call, headers);
        }
    }
}
