package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ObjectStoreTest extends ObjectStoreContract {
    private static final byte[] HELLO_MD5 = new Md5().update(bytes("hello")).bytes();

    @TempDir
    static Path folder;

    private static S3Server server;
    private static ObjectStore store;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(folder);
        store = storeWith(Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
        server.close();
        HTTP.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void createsAMissingBucketWhereThatIsConfigured() {
        ObjectStore fresh = storeWith(Map.of("base", "s3://fresh-bucket"));

        fresh.verifyBase();
        fresh.write("s3://fresh-bucket/x", bytes("kept"));

        assertThat(fresh.read("s3://fresh-bucket/x", 10)).isEqualTo(bytes("kept"));
    }

    @Test
    void saysThatABucketDoesNotExist() {
        ObjectStore missing = storeWith(Map.of("base", "s3://no-such-bucket", "s3.create-buckets", "false"));
        byte[] parts = new byte[9 * 1024 * 1024];

        assertThatThrownBy(missing::verifyBase)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("s3://no-such-bucket does not exist: create it, or correct flyte.storage.base");
        assertThatThrownBy(() -> missing.write("s3://no-such-bucket/x", bytes("lost")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("flyte.storage.s3.create-buckets");
        assertThatThrownBy(() -> missing.write("s3://no-such-bucket/x", new ByteArrayInputStream(parts), parts.length))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("bucket no-such-bucket does not exist");
        assertThat(missing.head("s3://no-such-bucket/x")).isEmpty();
    }

    @Test
    void acceptsOnlyTheAnnouncedBodyOnAPresignedPut() throws Exception {
        PresignedUrl url = store.presignPut(
                PutRequest.of(at("up/x.tgz"), Duration.ofMinutes(1)).withMd5(HELLO_MD5, true));

        assertThat(put(url, "jello").statusCode()).isEqualTo(400);
        assertThat(store.head(at("up/x.tgz"))).isEmpty();
        assertThat(put(url, "hello").statusCode()).isEqualTo(200);
        assertThat(store.read(at("up/x.tgz"), 10)).isEqualTo(bytes("hello"));
        assertThat(store.md5(at("up/x.tgz"))).contains("XUFAKrxLKna5cZ2REBfFkg==");
    }

    @Test
    void requiresOnlyTheReturnedHeaders() {
        PresignedUrl url = store.presignPut(PutRequest.of(at("x"), Duration.ofMinutes(1))
                .withMd5(HELLO_MD5, true)
                .withLength(5));

        assertThat(url.headers())
                .as("in the spelling that the SDK overrides")
                .isEqualTo(Map.of(
                        "Content-MD5",
                        "XUFAKrxLKna5cZ2REBfFkg==",
                        "Content-Length",
                        "5",
                        "If-None-Match",
                        "*",
                        "x-amz-meta-flytecontentmd5",
                        "XUFAKrxLKna5cZ2REBfFkg=="));
        assertThat(url.url().getQuery()).doesNotContainIgnoringCase("crc").doesNotContainIgnoringCase("checksum");
    }

    @Test
    void neverReplacesAnObjectByAPresignedPut() throws Exception {
        PutRequest request = PutRequest.of(at("once.tgz"), Duration.ofMinutes(1));
        PresignedUrl early = store.presignPut(request);
        PresignedUrl late = store.presignPut(request.withLength(5));

        assertThat(put(early, "hello").statusCode()).isEqualTo(200);
        assertThat(put(early, "jello").statusCode()).isEqualTo(412);
        assertThat(put(late, "jello").statusCode()).isEqualTo(412);
        HttpRequest bare = HttpRequest.newBuilder(early.url())
                .PUT(BodyPublishers.ofString("jello"))
                .build();
        assertThat(HTTP.send(bare, BodyHandlers.ofString()).statusCode())
                .as("the condition is signed")
                .isEqualTo(403);
        assertThat(store.read(at("once.tgz"), 10)).isEqualTo(bytes("hello"));
    }

    @Test
    void acceptsARepeatedUploadWithoutTouchingTheObject() throws Exception {
        store.write(at("there.tgz"), bytes("hello"));
        var before = store.head(at("there.tgz"));
        PutRequest request = PutRequest.of(at("there.tgz"), Duration.ofMinutes(1))
                .withMd5(HELLO_MD5, true)
                .ofExisting();

        for (int i = 0; i < 2; i++) {
            assertThat(put(store.presignPut(request), "hello").statusCode()).isEqualTo(200);
        }
        assertThat(put(store.presignPut(request), "jello").statusCode()).isEqualTo(400);
        assertThat(store.head(at("there.tgz"))).isEqualTo(before);
    }

    @Test
    void writesAnObjectNamedByItsContentAsOftenAsSomebodyLikes() throws Exception {
        PutRequest request = PutRequest.of(at("5d41402a.tgz"), Duration.ofMinutes(1))
                .withMd5(HELLO_MD5, true)
                .ofNamedByContent();
        PresignedUrl first = store.presignPut(request);
        PresignedUrl second = store.presignPut(request.withLength(5));

        assertThat(put(first, "hello").statusCode()).isEqualTo(200);
        assertThat(put(first, "hello").statusCode()).isEqualTo(200);
        assertThat(put(second, "hello").statusCode()).isEqualTo(200);
        assertThat(put(second, "jello").statusCode()).isEqualTo(400);
        HttpRequest bare = HttpRequest.newBuilder(first.url())
                .PUT(BodyPublishers.ofString("jello"))
                .build();
        assertThat(HTTP.send(bare, BodyHandlers.ofString()).statusCode())
                .as("the MD5 is signed")
                .isEqualTo(403);
        assertThat(store.read(at("5d41402a.tgz"), 10)).isEqualTo(bytes("hello"));
    }

    @Test
    void omitsTheConditionForServersThatDoNotKnowIt() {
        ObjectStore older = storeWith(Map.of("s3.conditional-put", "false"));

        assertThat(older.presignPut(PutRequest.of(older.base() + "/x", Duration.ofMinutes(1)))
                        .headers())
                .isEmpty();
    }

    @Test
    void allowsOneObjectPerPresignedGet() throws Exception {
        store.write(at("report.html"), bytes("<h1>hi</h1>"));
        PresignedUrl url = store.presignGet(at("report.html"), Duration.ofMinutes(1));

        assertThat(get(url.url()).body()).isEqualTo("<h1>hi</h1>");
        assertThat(get(URI.create(url.url().toString().replace("report.html", "report.htmx")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void presignsForThePublicEndpoint() {
        ObjectStore split = storeWith(Map.of("s3.public-endpoint", "https://files.example.com"));

        assertThat(split.presignGet(split.base() + "/x", Duration.ofMinutes(1)).url())
                .hasScheme("https")
                .hasHost("files.example.com");
    }

    @Test
    void reportsWrongCredentialsAsFailedPrecondition() {
        ObjectStore stranger = storeWith(Map.of("s3.secret-key", "wrong"));

        assertThatThrownBy(() -> stranger.read(stranger.base() + "/x", 10)).isInstanceOf(FailedPrecondition.class);
        assertThatThrownBy(stranger::verifyBase)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("denies this server access");
    }

    @Test
    void reportsAnUnreachableStoreAsUnavailable() {
        ObjectStore unreachable = storeWith(Map.of("s3.endpoint", "http://127.0.0.1:1"));

        assertThatThrownBy(() -> unreachable.read(unreachable.base() + "/x", 10))
                .isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://", "s3:///x"})
    void rejectsABaseWithoutABucket(String base) {
        assertThatThrownBy(() -> storeWith(Map.of("base", base)))
                .isInstanceOfAny(InvalidArgument.class, IllegalArgumentException.class);
    }

    private static ObjectStore storeWith(Map<String, String> changes) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "base",
                "s3://flyte-test/base",
                "s3.endpoint",
                server.endpoint(),
                "s3.access-key",
                S3Server.ACCESS_KEY,
                "s3.secret-key",
                S3Server.SECRET_KEY,
                "s3.create-buckets",
                "true",
                "remote.part-size",
                "5M",
                "remote.initial-backoff",
                "5ms"));
        keys.putAll(changes);
        return ObjectStoreProducer.create(TestConfig.of(keys), Clock.systemUTC());
    }

    private static HttpResponse<String> put(PresignedUrl url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.url()).PUT(BodyPublishers.ofString(body));
        url.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                request.header(name, value);
            }
        });
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
