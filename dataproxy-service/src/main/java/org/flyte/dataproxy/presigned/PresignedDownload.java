package org.flyte.dataproxy.presigned;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;

/** Answers a presigned GET from the store, with back-pressure. Blocks. */
@ApplicationScoped
class PresignedDownload {
    private static final int CHUNK = 64 * 1024;

    private final ObjectStore store;
    private final Duration stallTimeout;
    private final Counter sent;

    PresignedDownload(ObjectStore store, DataProxyConfig config, MeterRegistry meters) {
        this.store = store;
        this.stallTimeout = config.download().stallTimeout();
        this.sent = Counter.builder("flyte.dataproxy.link.sent")
                .description("Objects sent for presigned downloads")
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    void send(RoutingContext route, Grant grant) throws IOException {
        String address = grant.address();
        long size = store.head(address)
                .orElseThrow(() -> new NotFound("the object does not exist"))
                .size();
        HttpServerResponse response = route.response().putHeader("Content-Length", Long.toString(size));
        contentHeaders(response, address);
        if (route.request().method().equals(HttpMethod.HEAD)) {
            response.end();
            return;
        }
        try (InputStream content = store.open(address)) {
            copy(content, response, size);
        }
        sent.increment(size);
        response.end();
    }

    /** A report is a page that a task wrote: it may run its scripts, but not with the origin of this server. */
    private static void contentHeaders(HttpServerResponse response, String address) {
        response.putHeader("X-Content-Type-Options", "nosniff");
        if (address.endsWith(".html")) {
            response.putHeader("Content-Type", "text/html; charset=utf-8")
                    .putHeader("Content-Security-Policy", "sandbox allow-scripts allow-popups");
        } else {
            response.putHeader("Content-Type", "application/octet-stream");
        }
    }

    /** Writes exactly the announced number of bytes, even if the object is replaced by a longer one meanwhile. */
    private void copy(InputStream content, HttpServerResponse response, long size) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = size;
        while (left > 0) {
            int count = content.read(chunk, 0, (int) Math.min(CHUNK, left));
            if (count < 0) {
                throw new IOException("the object became shorter while it was sent");
            }
            left -= count;
            write(response, Buffer.buffer(count).appendBytes(chunk, 0, count));
        }
    }

    private void write(HttpServerResponse response, Buffer bytes) throws IOException {
        try {
            response.write(bytes)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the client stopped reading", e);
        }
    }
}
