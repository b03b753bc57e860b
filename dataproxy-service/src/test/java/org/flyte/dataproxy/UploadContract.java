package org.flyte.dataproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.Given;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What presigned uploads do over any store. */
abstract class UploadContract extends DataProxyTestBase {
    protected static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final java.time.Duration TIMEOUT = java.time.Duration.ofSeconds(20);

    @Test
    void storesTheBodySentToThePresignedUrl() throws Exception {
        CreateUploadLocationResponse location =
                proxy.createUploadLocation(Given.upload("hello").build());

        HttpResponse<String> answer = put(location, "hello");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(location.getNativeUrl())
                .isEqualTo(
                        store.base() + "/uploads/flytesnacks/development/LVAUAKV4JMVHNOLRTWIRAF6FSI======/fast.tar.gz");
        assertThat(store.read(location.getNativeUrl(), 100)).isEqualTo("hello".getBytes(UTF_8));
        assertThat(location.getExpiresAt().getSeconds())
                .isBetween(Instant.now().getEpochSecond() + 3500, Instant.now().getEpochSecond() + 3600);
    }

    @Test
    void refusesABodyWithAnotherMd5() throws Exception {
        CreateUploadLocationResponse location = proxy.createUploadLocation(
                Given.upload("right").setFilename(UUID.randomUUID().toString()).build());

        assertThat(put(location, "wrong").statusCode()).isEqualTo(400);
        assertThat(store.head(location.getNativeUrl())).isEmpty();
    }

    @Test
    void allowsToUploadAFileOfAFolderAgainButNotToReplaceIt() throws Exception {
        String root = UUID.randomUUID().toString();
        CreateUploadLocationResponse first = proxy.createUploadLocation(
                Given.upload("one").setFilenameRoot(root).build());
        assertThat(put(first, "one").statusCode()).isEqualTo(200);

        assertThat(first.getNativeUrl()).endsWith("/development/" + root + "/fast.tar.gz");
        assertThat(proxy.createUploadLocation(
                                Given.upload("one").setFilenameRoot(root).build())
                        .getNativeUrl())
                .isEqualTo(first.getNativeUrl());
        assertFails(
                Status.Code.ALREADY_EXISTS,
                "hash mismatch",
                () -> proxy.createUploadLocation(
                        Given.upload("two").setFilenameRoot(root).build()));
        assertFails(
                Status.Code.ALREADY_EXISTS,
                "content_md5 is required to verify safe overwrite",
                () -> proxy.createUploadLocation(Given.upload("one")
                        .setFilenameRoot(root)
                        .clearContentMd5()
                        .build()));
    }

    @Test
    void neverReplacesAnObjectByALinkMadeBeforeItExisted() throws Exception {
        String root = UUID.randomUUID().toString();
        CreateUploadLocationResponse first = proxy.createUploadLocation(
                Given.upload("one").setFilenameRoot(root).build());
        CreateUploadLocationResponse second = proxy.createUploadLocation(
                Given.upload("two").setFilenameRoot(root).build());

        assertThat(put(first, "one").statusCode()).isEqualTo(200);
        assertThat(put(second, "two").statusCode()).isIn(409, 412);
        assertThat(store.read(first.getNativeUrl(), 10)).isEqualTo("one".getBytes(UTF_8));
    }

    @Test
    void letsAllSucceedThatUploadTheSameFileAtTheSameTime() throws Exception {
        String content = UUID.randomUUID().toString();
        CreateUploadLocationResponse first =
                proxy.createUploadLocation(Given.upload(content).build());
        CreateUploadLocationResponse second =
                proxy.createUploadLocation(Given.upload(content).build());

        assertThat(put(first, content).statusCode()).isEqualTo(200);
        assertThat(put(second, content).statusCode()).isEqualTo(200);
        assertThat(put(second, content).statusCode())
                .as("again, as if the answer had been lost")
                .isEqualTo(200);
        assertThat(put(second, "another " + content).statusCode()).isEqualTo(400);
        assertThat(store.read(first.getNativeUrl(), 100)).isEqualTo(content.getBytes(UTF_8));
    }

    @Test
    void guardsUploadsWithoutAFilenameToo() throws Exception {
        var request = Given.upload("one")
                .clearFilename()
                .setFilenameRoot(UUID.randomUUID() + "/fast.tar.gz")
                .clearContentMd5();
        CreateUploadLocationResponse first = proxy.createUploadLocation(request.build());
        assertThat(put(first, "one").statusCode()).isEqualTo(200);

        assertFails(
                Status.Code.ALREADY_EXISTS,
                "content_md5 is required",
                () -> proxy.createUploadLocation(request.build()));
        assertFails(
                Status.Code.ALREADY_EXISTS,
                "hash mismatch",
                () -> proxy.createUploadLocation(
                        request.setContentMd5(Given.md5("two")).build()));
    }

    @ParameterizedTest
    @MethodSource("org.flyte.dataproxy.support.HostileNames#all")
    void keepsHostileNamesBelowTheFolderOfTheCaller(String name) throws Exception {
        String folder = Given.upload(store, "");
        String root = UUID.randomUUID().toString();
        for (CreateUploadLocationRequest request : List.of(
                Given.upload(name).setFilename(name).build(),
                Given.upload(name).setFilenameRoot(name).build(),
                Given.upload(name).setFilenameRoot(root + "/" + name).build(),
                Given.upload(name)
                        .setFilename(name)
                        .setFilenameRoot(root + "-2")
                        .build(),
                Given.upload(name).setDomain(name).build())) {
            try {
                CreateUploadLocationResponse location = proxy.createUploadLocation(request);
                String allowed = request.getDomain().equals(name)
                        ? store.base() + "/uploads/" + Given.PROJECT + "/" + name + "/"
                        : folder;
                assertThat(location.getNativeUrl()).startsWith(allowed).doesNotContain("/../");
                assertThat(put(location, name).statusCode()).isEqualTo(200);
                assertThat(store.list(location.getNativeUrl(), 10))
                        .extracting(ObjectInfo::address)
                        .contains(location.getNativeUrl());
            } catch (StatusRuntimeException refused) {
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
        }
        assertThat(store.list(store.base() + "/", 10_000))
                .extracting(ObjectInfo::address)
                .allMatch(address -> address.startsWith(store.base() + "/"))
                .noneMatch(address -> address.contains("passwd") && !address.startsWith(store.base() + "/uploads/"));
    }

    @Test
    void acceptsTheSameFileAgain() throws Exception {
        String content = UUID.randomUUID().toString();
        for (int i = 0; i < 3; i++) {
            CreateUploadLocationResponse location =
                    proxy.createUploadLocation(Given.upload(content).build());
            assertThat(put(location, content).statusCode()).isEqualTo(200);
            assertThat(store.read(location.getNativeUrl(), 100)).isEqualTo(content.getBytes(UTF_8));
        }
    }

    protected static HttpResponse<String> put(CreateUploadLocationResponse location, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(location.getSignedUrl()))
                .timeout(TIMEOUT)
                .PUT(BodyPublishers.ofString(body));
        location.getHeadersMap().forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    protected static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(), BodyHandlers.ofString());
    }
}
