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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flyte.platform.storage.ServedLinks.Grant;
import org.flyte.platform.storage.ServedLinks.LinkRefused;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLinksTest {
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
    void aLinkOpensItsObjectUntilItExpires() throws LinkRefused {
        URI url = store.signPut(putOf("uploads/a b/x%y.tgz")).url();

        Grant grant = verify(store, "PUT", url);

        assertThat(url.toString()).startsWith("http://proxy:8088/data/uploads/a%20b/x%25y.tgz?expires=");
        assertThat(grant.address()).isEqualTo(root + "/uploads/a b/x%y.tgz");
        assertThat(grant.contentMd5()).contains(MD5);
        assertThat(grant.contentLength()).isEqualTo(5);
        assertThat(grant.expiresAt()).isEqualTo(Instant.parse("2026-11-24T12:15:00Z"));
        assertThat(verify(storeAt(NOW.plusSeconds(899)), "PUT", url)).isEqualTo(grant);
    }

    @Test
    void theHolderMustSendTheMd5() {
        assertThat(store.signPut(putOf("x")).headers()).isEqualTo(Map.of("Content-MD5", MD5));
        assertThat(store.signPut(PutRequest.of(root + "/x", Duration.ofMinutes(1)))
                        .headers())
                .isEmpty();
    }

    @Test
    void anExpiredLinkSaysSo() {
        URI url = store.signPut(putOf("x")).url();

        assertThatThrownBy(() -> verify(storeAt(NOW.plusSeconds(900)), "PUT", url))
                .isInstanceOf(LinkRefused.class)
                .hasMessageContaining("request has expired: the link ended at 2026-11-24T12:15:00Z");
    }

    @Test
    void aLinkOpensOneMethodOnly() {
        URI put = store.signPut(putOf("x")).url();
        URI get = store.signGet(root + "/x", Duration.ofMinutes(1)).url();

        assertThatThrownBy(() -> verify(store, "GET", put)).isInstanceOf(LinkRefused.class);
        assertThatThrownBy(() -> verify(store, "PUT", get)).isInstanceOf(LinkRefused.class);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({"/data/x,/data/y", "expires=,expires=9", "length=5,length=6", "md5=X,md5=Y", "signature=,signature=A"})
    void aChangedLinkIsRefused(String part, String other) {
        URI changed = URI.create(store.signPut(putOf("x")).url().toString().replace(part, other));

        assertThatThrownBy(() -> verify(store, "PUT", changed))
                .isInstanceOf(LinkRefused.class)
                .hasMessageContaining("signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "expires=x", "expires=99999999999", "expires=99999999999&signature=", "signature=abc"})
    void anIncompleteLinkIsRefused(String query) {
        assertThatThrownBy(() -> verify(store, "GET", URI.create("http://proxy/data/x?" + query)))
                .isInstanceOf(LinkRefused.class);
    }

    @Test
    void linksOutliveARestart() throws LinkRefused {
        URI url = store.signGet(root + "/x", Duration.ofMinutes(1)).url();

        assertThat(verify(storeAt(NOW), "GET", url).address()).isEqualTo(root + "/x");
    }

    @Test
    void anotherStoreDoesNotTakeTheLink(@TempDir Path elsewhere) {
        URI url = store.signGet(root + "/x", Duration.ofMinutes(1)).url();
        ObjectStore other = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", elsewhere.toString())), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThatThrownBy(() -> verify(other, "GET", url)).isInstanceOf(LinkRefused.class);
    }

    @Test
    void withoutAPublicAddressTheLinkIsRelative() {
        ObjectStore local = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", root.toString())), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(local.signGet(root + "/x", Duration.ofMinutes(1)).url().toString())
                .startsWith("/data/x?expires=");
    }

    private PutRequest putOf(String key) {
        return new PutRequest(root + "/" + key, Duration.ofMinutes(15), Optional.of(MD5), 5, true);
    }

    private ObjectStore storeAt(Instant now) {
        return ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", root.toString(), "links.public-url", "http://proxy:8088/")),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Grant verify(ObjectStore store, String method, URI url) throws LinkRefused {
        Map<String, String> query = url.getRawQuery().isEmpty()
                ? Map.of()
                : Arrays.stream(url.getRawQuery().split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        String key = url.getPath().substring(ServedLinks.PATH.length());
        return store.servedLinks().orElseThrow().verify(method, key, query::get);
    }
}
