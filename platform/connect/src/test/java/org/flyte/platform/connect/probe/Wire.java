package org.flyte.platform.connect.probe;

import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;

/** A bare HTTP client of the protocols. */
public final class Wire {
    private static final HttpClient HTTP1 =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Wire() {}

    public record Envelope(int flags, byte[] payload) {}

    public static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    /** A connection for clients of gRPC, which the caller closes. */
    public static ManagedChannel channel() {
        return NettyChannelBuilder.forAddress("localhost", port())
                .usePlaintext()
                .build();
    }

    public static HttpRequest.Builder to(String method) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + "/probe.v1.Probe/" + method))
                .timeout(Duration.ofSeconds(20));
    }

    public static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return exchange(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    public static HttpResponse<InputStream> open(HttpRequest.Builder request) {
        return exchange(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private static <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return HTTP1.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static HttpRequest.BodyPublisher bytes(byte[] body) {
        return HttpRequest.BodyPublishers.ofByteArray(body);
    }

    /** A body of unknown length: HTTP/1.1 sends it in chunks. */
    public static HttpRequest.BodyPublisher chunked(byte[] body) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    public static byte[] envelope(int flags, byte[] payload) {
        return Buffer.buffer()
                .appendByte((byte) flags)
                .appendInt(payload.length)
                .appendBytes(payload)
                .getBytes();
    }

    public static byte[] envelope(Message message) {
        return envelope(0, message.toByteArray());
    }

    public static List<Envelope> envelopes(byte[] body) {
        List<Envelope> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.hasRemaining()) {
            int flags = in.get() & 0xff;
            byte[] payload = new byte[in.getInt()];
            in.get(payload);
            all.add(new Envelope(flags, payload));
        }
        return all;
    }

    public static Envelope next(InputStream in) {
        try {
            byte[] head = in.readNBytes(5);
            ByteBuffer header = ByteBuffer.wrap(head);
            return new Envelope(header.get() & 0xff, in.readNBytes(header.getInt()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] gunzip(byte[] packed) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a Vert.x client. */
    public static <T> T settled(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
