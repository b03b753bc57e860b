package org.flyte.dataproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class FolderDataProxyTest extends DataProxyContract {
    @TestHTTPResource(management = true)
    URI management;

    @Test
    void presignsForTheAddressThatTheClientCalled() {
        CreateUploadLocationResponse location =
                proxy.createUploadLocation(Given.upload("x").build());

        assertThat(location.getSignedUrl()).startsWith("http://localhost:").contains("/data/uploads/");
        assertThat(location.getHeadersMap()).containsOnlyKeys("Content-MD5");
    }

    @Test
    void refusesAChangedUrl() throws Exception {
        CreateUploadLocationResponse location =
                proxy.createUploadLocation(Given.upload("x").build());
        CreateUploadLocationResponse changed = location.toBuilder()
                .setSignedUrl(location.getSignedUrl().replace("fast.tar.gz", "other.tar.gz"))
                .build();

        HttpResponse<String> answer = put(changed, "x");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("the signature does not match this PUT request: use the presigned URL unchanged\n");
    }

    @Test
    void refusesABodyOfAnotherLength() throws Exception {
        CreateUploadLocationResponse location = proxy.createUploadLocation(Given.upload("12345")
                .setFilename(UUID.randomUUID().toString())
                .setContentLength(4)
                .build());

        HttpResponse<String> answer = put(location, "12345");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Content-Length is 5, but the presigned URL is for 4 bytes");
    }

    @Test
    void servesAReportInASandbox() throws Exception {
        String report = store.base() + "/" + UUID.randomUUID() + "/report.html";
        store.write(report, "<script>steal()</script>".getBytes(UTF_8));

        String link = store.presignGet(report, Duration.ofMinutes(1)).url().toString();
        HttpResponse<String> answer = get(baseUrl() + link);

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("sandbox"));
    }

    @Test
    void isReadyWhenTheStoreIs() throws Exception {
        HttpResponse<String> answer = get(management + "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("object store");
    }

    @Test
    void countsTheBytesOfPresignedUrls() throws Exception {
        put(proxy.createUploadLocation(Given.upload("12345").build()), "12345");

        assertThat(get(management + "/metrics").body())
                .contains("flyte_dataproxy_link_received_bytes_total")
                .contains("uri=\"/data/{key}\"")
                .doesNotContain("uri=\"/data/uploads");
    }

    @Test
    void countsCallsToTheStore() throws Exception {
        proxy.createUploadLocation(Given.upload("counted").build());

        assertThat(get(management + "/metrics").body())
                .contains(
                        "flyte_storage_calls_seconds_count{backend=\"file\",operation=\"presign_put\",result=\"ok\"}",
                        "flyte_storage_bytes_total{backend=\"file\",operation=\"write\"}",
                        "flyte_storage_retries_total{backend=\"file\"}");
    }

    private String baseUrl() {
        String url = proxy.createUploadLocation(Given.upload("x").build()).getSignedUrl();
        return url.substring(0, url.indexOf("/data/"));
    }
}
