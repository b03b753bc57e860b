package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcsObjectStoreTest extends ObjectStoreContract {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] HELLO_MD5 = new Md5().update(bytes("hello")).bytes();

    @TempDir
    static Path folder;

    private static GcsServer server;
    private static ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        server = GcsServer.start();
        server.keyFile(folder);
        store = storeWith(Map.of(), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
        HTTP.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void acceptsOnlyTheAnnouncedBodyOnAPresignedPut() throws Exception {
        PresignedUrl url = store.presignPut(PutRequest.of(at("up/a b.tgz"), Duration.ofMinutes(1))
                .withMd5(HELLO_MD5, true)
                .withLength(5));

        assertThat(url.headers())
                .containsOnlyKeys(
                        "Content-MD5",
                        "x-goog-content-length-range",
                        "x-goog-if-generation-match",
                        "x-goog-meta-flytecontentmd5");
        assertThat(put(url, "jello").statusCode()).isEqualTo(400);
        assertThat(put(url, "hello").statusCode()).isEqualTo(200);
        assertThat(store.read(at("up/a b.tgz"), 10)).isEqualTo(bytes("hello"));
    }

    @Test
    void saysThatABucketDoesNotExist() {
        ObjectStore missing = storeWith(Map.of("base", "gs://" + GcsServer.MISSING_BUCKET), Clock.systemUTC());

        assertThatThrownBy(missing::verifyBase)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("does not exist: create it, or correct flyte.storage.base");
    }

    @Test
    void boundsABodyThatWasNotAnnounced() throws Exception {
        PresignedUrl url =
                store.presignPut(PutRequest.of(at("x"), Duration.ofMinutes(1)).withMaxLength(4));

        assertThat(put(url, "hello").statusCode()).isEqualTo(400);
        assertThat(store.head(at("x"))).isEmpty();
    }

    @Test
    void neverReplacesAnObjectByAPresignedPut() throws Exception {
        PresignedUrl url = store.presignPut(PutRequest.of(at("once"), Duration.ofMinutes(1)));

        assertThat(put(url, "hello").statusCode()).isEqualTo(200);
        assertThat(put(url, "jello").statusCode()).isEqualTo(412);
        HttpRequest bare = HttpRequest.newBuilder(url.url())
                .PUT(BodyPublishers.ofString("jello"))
                .build();
        assertThat(HTTP.send(bare, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        assertThat(store.read(at("once"), 10)).isEqualTo(bytes("hello"));
        assertThat(put(
                                store.presignPut(PutRequest.of(at("once"), Duration.ofMinutes(1))
                                        .withMd5(HELLO_MD5, true)
                                        .ofExisting()),
                                "hello")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void allowsOneObjectAndTimePerPresignedGet() throws Exception {
        store.write(at("report.html"), bytes("<h1>hi</h1>"));
        URI url = store.presignGet(at("report.html"), Duration.ofMinutes(1)).url();

        assertThat(get(url).body()).isEqualTo("<h1>hi</h1>");
        assertThat(get(URI.create(url.toString().replace("report.html", "report.htmx")))
                        .statusCode())
                .isEqualTo(403);
        Clock past = Clock.fixed(Instant.now().minusSeconds(120), ZoneOffset.UTC);
        assertThat(get(storeWith(Map.of(), past)
                                .presignGet(at("report.html"), Duration.ofMinutes(1))
                                .url())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void presignsForThePublicEndpointAndNoLongerThanAKeyMaySign() {
        PresignedUrl url = storeWith(Map.of("gs.public-endpoint", "https://files.example.com"), Clock.systemUTC())
                .presignGet(at("x"), Duration.ofDays(30));

        assertThat(url.url()).hasScheme("https").hasHost("files.example.com");
        assertThat(url.expiresAt()).isBefore(Instant.now().plus(Duration.ofHours(13)));
    }

    @Test
    void reportsAnUnreachableStoreAsUnavailable() {
        ObjectStore unreachable = storeWith(Map.of("gs.endpoint", "http://127.0.0.1:1"), Clock.systemUTC());

        assertThatThrownBy(() -> unreachable.read(unreachable.base() + "/x", 10))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void namesCredentialsThatCannotBeRead() {
        ObjectStore broken = storeWith(
                Map.of("gs.credentials-file", folder.resolve("none.json").toString()), Clock.systemUTC());

        assertThatThrownBy(() -> broken.presignGet(broken.base() + "/x", Duration.ofMinutes(1)))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("credentials");
    }

    private static ObjectStore storeWith(Map<String, String> changes, Clock clock) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "base", "gs://flyte-test/base",
                "gs.endpoint", server.endpoint(),
                "gs.credentials-file", folder.resolve("account.json").toString(),
                "remote.part-size", "5M",
                "remote.initial-backoff", "5ms"));
        keys.putAll(changes);
        return ObjectStoreProducer.create(TestConfig.of(keys), clock);
    }

    private static HttpResponse<String> put(PresignedUrl url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.url()).PUT(BodyPublishers.ofString(body));
        url.headers().forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
