package org.flyte.dataproxy.presigned;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.OwnRuns;
import org.junit.jupiter.api.Test;

/** Downloads that share one HTTP/2 connection, as they do behind a proxy. */
@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class StalledDownloadTest extends DataProxyTestBase {
    private static final int LARGE = 8 << 20;

    @Inject
    Vertx vertx;

    @Test
    void endsAloneAndNotWithTheOthersOfItsConnection() throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("localhost")
                .setDefaultPort(port)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1));
        try {
            CompletableFuture<Void> stalledEnd = new CompletableFuture<>();
            HttpClientResponse stalled = open(client, url(new byte[LARGE]));
            stalled.exceptionHandler(stalledEnd::completeExceptionally);
            stalled.request().connection().closeHandler(closed -> stalledEnd.complete(null));

            assertThatThrownBy(() -> stalledEnd.get(20, TimeUnit.SECONDS)).hasMessageContaining("reset");

            HttpClientResponse next = open(client, url("still here".getBytes(UTF_8)));
            assertThat(next.request().connection()).isSameAs(stalled.request().connection());
            Future<Buffer> body = next.body();
            next.resume();
            assertThat(settled(body)).isEqualTo(Buffer.buffer("still here"));
        } finally {
            settled(client.close());
        }
    }

    private URI url(byte[] content) {
        String address = store.base() + "/" + UUID.randomUUID();
        store.write(address, content);
        return URI.create(store.presignGet(address, Duration.ofMinutes(1)).url().toString());
    }

    /** The response, paused before any of its body was read. */
    private static HttpClientResponse open(HttpClient client, URI url) throws Exception {
        HttpClientRequest request = settled(client.request(HttpMethod.GET, url.getRawPath() + "?" + url.getRawQuery()));
        return settled(request.send().onSuccess(HttpClientResponse::pause));
    }

    private static <T> T settled(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
