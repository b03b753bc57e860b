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
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "org.flyte.platform.storage.Azurite#isInstalled", disabledReason = "FLYTE_AZURITE is not set")
class AbfsObjectStoreTest extends ObjectStoreContract {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] HELLO_MD5 = new Md5().update(bytes("hello")).bytes();

    @TempDir
    static Path folder;

    private static Azurite server;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        server = Azurite.start(folder);
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
        PresignedUrl url = store.presignPut(
                PutRequest.of(at("up/a b.tgz"), Duration.ofMinutes(1)).withMd5(HELLO_MD5, true));

        assertThat(url.headers()).containsOnlyKeys("Content-MD5", "x-ms-blob-type", "x-ms-meta-flyteContentMD5");
        assertThat(put(url, "jello").statusCode()).isEqualTo(400);
        assertThat(store.head(at("up/a b.tgz"))).isEmpty();
        assertThat(put(url, "hello").statusCode()).isEqualTo(201);
        assertThat(store.read(at("up/a b.tgz"), 10)).isEqualTo(bytes("hello"));
    }

    @Test
    void neverReplacesAnObjectByAPresignedPut() throws Exception {
        store.write(at("other"), bytes("makes the container"));
        PresignedUrl url = store.presignPut(PutRequest.of(at("once"), Duration.ofMinutes(1)));

        assertThat(put(url, "hello").statusCode()).isEqualTo(201);
        assertThat(put(url, "jello").statusCode()).isIn(403, 409);
        assertThat(store.read(at("once"), 10)).isEqualTo(bytes("hello"));
        PutRequest again = PutRequest.of(at("once"), Duration.ofMinutes(1))
                .withMd5(HELLO_MD5, true)
                .ofExisting();
        for (int i = 0; i < 2; i++) {
            assertThat(put(store.presignPut(again), "hello").statusCode()).isEqualTo(201);
        }
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
                .isEqualTo(403);
    }

    @Test
    void reportsWrongCredentialsAsFailedPrecondition() {
        ObjectStore stranger = storeWith(Map.of("abfs.account-key", "d3Jvbmc="), Clock.systemUTC());

        assertThatThrownBy(() -> stranger.read(stranger.base() + "/x", 10)).isInstanceOf(FailedPrecondition.class);
        assertThatThrownBy(stranger::verifyBase).isInstanceOf(FailedPrecondition.class);
    }

    @Test
    void saysThatAContainerDoesNotExist() {
        String base = "abfs://no-such-container@" + Azurite.ACCOUNT + "/base";
        ObjectStore missing = storeWith(Map.of("base", base, "abfs.create-containers", "false"), Clock.systemUTC());

        assertThatThrownBy(missing::verifyBase)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("does not exist: create it, or correct flyte.storage.base");
        assertThatThrownBy(() -> missing.write(base + "/x", bytes("lost")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("flyte.storage.abfs.create-containers");
    }

    @Test
    void reportsAnUnreachableStoreAsUnavailable() {
        ObjectStore unreachable = storeWith(Map.of("abfs.endpoint", "http://127.0.0.1:1/x"), Clock.systemUTC());

        assertThatThrownBy(() -> unreachable.read(unreachable.base() + "/x", 10))
                .isInstanceOf(Unavailable.class);
    }

    private static ObjectStore storeWith(Map<String, String> changes, Clock clock) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "base",
                "abfs://flyte-test@" + Azurite.ACCOUNT + "/base",
                "abfs.endpoint",
                server.endpoint(),
                "abfs.account-key",
                Azurite.KEY,
                "abfs.create-containers",
                "true",
                "remote.part-size",
                "5M",
                "remote.initial-backoff",
                "5ms"));
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
