package org.flyte.devbox.wire;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC call over HTTP/2 with prior knowledge, where headers, frames and trailers are looked at as they came.
 *
 * @param <R> type of its answers
 */
final class GrpcCall<R> {
    private static final int LIMIT_SECONDS = 60;

    private final MethodDescriptor<?, R> method;
    private final CompletableFuture<HttpClientResponse> response = new CompletableFuture<>();
    private final CompletableFuture<MultiMap> trailers = new CompletableFuture<>();
    private final Buffer received = Buffer.buffer();

    private GrpcCall(MethodDescriptor<?, R> method) {
        this.method = method;
    }

    /** A client whose connections begin with the HTTP/2 preface, without an upgrade from HTTP/1.1. */
    static HttpClient client(Vertx vertx, int port) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("localhost")
                .setDefaultPort(port)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    }

    static <Q extends MessageLite, R> GrpcCall<R> start(HttpClient client, MethodDescriptor<Q, R> method, Q request) {
        GrpcCall<R> call = new GrpcCall<>(method);
        client.request(HttpMethod.POST, "/" + method.getFullMethodName())
                .compose(http -> send(http, request))
                .onSuccess(call::read)
                .onFailure(call::broken);
        return call;
    }

    int httpStatus() {
        return head().statusCode();
    }

    HttpVersion version() {
        return head().version();
    }

    String contentType() {
        return String.valueOf(head().getHeader("content-type"));
    }

    /** Status of the call, from the trailers; also from the headers when there is nothing but headers. */
    int grpcStatus() {
        String inTrailers = get(trailers).get("grpc-status");
        return Integer.parseInt(inTrailers == null ? head().getHeader("grpc-status") : inTrailers);
    }

    boolean hasTrailers() {
        return get(trailers).contains("grpc-status");
    }

    boolean hasEnded() {
        return trailers.isDone();
    }

    /** The messages that are there so far. */
    List<R> messages() {
        byte[] bytes;
        synchronized (received) {
            bytes = received.getBytes();
        }
        List<R> messages = new ArrayList<>();
        try {
            var in = new ByteArrayInputStream(bytes);
            for (Optional<Frames.Frame> next = Frames.next(in); next.isPresent(); next = Frames.next(in)) {
                messages.add(
                        method.parseResponse(new ByteArrayInputStream(next.get().plain())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }

    private static <Q extends MessageLite> Future<HttpClientResponse> send(HttpClientRequest http, Q request) {
        http.putHeader("content-type", "application/grpc");
        http.putHeader("te", "trailers");
        return http.send(Buffer.buffer(Frames.frame(0, request.toByteArray())));
    }

    private void read(HttpClientResponse answer) {
        answer.handler(part -> {
            synchronized (received) {
                received.appendBuffer(part);
            }
        });
        answer.endHandler(end -> trailers.complete(answer.trailers()));
        answer.exceptionHandler(this::broken);
        response.complete(answer);
    }

    private void broken(Throwable failure) {
        response.completeExceptionally(failure);
        trailers.completeExceptionally(failure);
    }

    private HttpClientResponse head() {
        return get(response);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
