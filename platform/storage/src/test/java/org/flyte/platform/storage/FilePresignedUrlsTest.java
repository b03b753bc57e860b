package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePresignedUrlsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.5Z");
    private static final String MD5 = "XUFAKrxLKna5cZ2REBfFkg==";

    @TempDir
    Path root;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = storeAt(NOW);
    }

    @Test
    void acceptsAUrlUntilItExpires() throws InvalidPresignedUrl {
        URI url = store.presignPut(putOf("uploads/a b/x%y.tgz")).url();

        Grant grant = verify(store, "PUT", url);

        assertThat(url.toString()).startsWith("http://proxy:8088/data/uploads/a%20b/x%25y.tgz?expires=");
        assertThat(grant.address()).isEqualTo(root + "/uploads/a b/x%y.tgz");
        assertThat(grant.contentMd5()).contains(MD5);
        assertThat(grant.contentLength()).isEqualTo(5);
        assertThat(grant.expiresAt()).isEqualTo(Instant.parse("2026-11-24T12:15:00Z"));
        assertThat(verify(storeAt(NOW.plusSeconds(899)), "PUT", url)).isEqualTo(grant);
    }

    @Test
    void returnsTheMd5HeaderToSend() {
        assertThat(store.presignPut(putOf("x")).headers()).isEqualTo(Map.of("Content-MD5", MD5));
        assertThat(store.presignPut(PutRequest.of(root + "/x", Duration.ofMinutes(1)))
                        .headers())
                .isEmpty();
    }

    @Test
    void reportsExpiry() {
        URI url = store.presignPut(putOf("x")).url();

        assertThatThrownBy(() -> verify(storeAt(NOW.plusSeconds(900)), "PUT", url))
                .isInstanceOf(InvalidPresignedUrl.class)
                .hasMessageContaining("request has expired: the presigned URL ended at 2026-11-24T12:15:00Z");
    }

    @Test
    void rejectsOtherMethods() {
        URI put = store.presignPut(putOf("x")).url();
        URI get = store.presignGet(root + "/x", Duration.ofMinutes(1)).url();

        assertThatThrownBy(() -> verify(store, "GET", put)).isInstanceOf(InvalidPresignedUrl.class);
        assertThatThrownBy(() -> verify(store, "PUT", get)).isInstanceOf(InvalidPresignedUrl.class);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({"/data/x,/data/y", "expires=,expires=9", "length=5,length=6", "md5=X,md5=Y", "signature=,signature=A"})
    void rejectsChangedUrls(String part, String other) {
        URI changed = URI.create(store.presignPut(putOf("x")).url().toString().replace(part, other));

        assertThatThrownBy(() -> verify(store, "PUT", changed))
                .isInstanceOf(InvalidPresignedUrl.class)
                .hasMessageContaining("signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "expires=x", "expires=99999999999", "expires=99999999999&signature=", "signature=abc"})
    void rejectsIncompleteUrls(String query) {
        assertThatThrownBy(() -> verify(store, "GET", URI.create("http://proxy/data/x?" + query)))
                .isInstanceOf(InvalidPresignedUrl.class);
    }

    @Test
    void acceptsUrlsAfterARestart() throws InvalidPresignedUrl {
        URI url = store.presignGet(root + "/x", Duration.ofMinutes(1)).url();

        assertThat(verify(storeAt(NOW), "GET", url).address()).isEqualTo(root + "/x");
    }

    @Test
    void rejectsUrlsOfAnotherStore(@TempDir Path elsewhere) {
        URI url = store.presignGet(root + "/x", Duration.ofMinutes(1)).url();
        ObjectStore other = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", elsewhere.toString())), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThatThrownBy(() -> verify(other, "GET", url)).isInstanceOf(InvalidPresignedUrl.class);
    }

    @Test
    void returnsARelativeUrlWithoutAPublicAddress() {
        ObjectStore local = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", root.toString())), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(local.presignGet(root + "/x", Duration.ofMinutes(1)).url().toString())
                .startsWith("/data/x?expires=");
    }

    private PutRequest putOf(String key) {
        return PutRequest.of(root + "/" + key, Duration.ofMinutes(15))
                .withMd5(Base64.getDecoder().decode(MD5), true)
                .withLength(5);
    }

    private ObjectStore storeAt(Instant now) {
        return ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", root.toString(), "links.public-url", "http://proxy:8088/")),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Grant verify(ObjectStore store, String method, URI url) throws InvalidPresignedUrl {
        Map<String, String> query = url.getRawQuery().isEmpty()
                ? Map.of()
                : Arrays.stream(url.getRawQuery().split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        String key = url.getPath().substring(PresignedUrlVerifier.PATH.length());
        return store.presignedUrlVerifier().orElseThrow().verify(method, key, query::get);
    }
}
