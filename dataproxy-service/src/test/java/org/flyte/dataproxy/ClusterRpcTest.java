package org.flyte.dataproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.OwnRuns;
import org.junit.jupiter.api.Test;

/** SelectCluster over Connect, as the SDK calls it. */
@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class ClusterRpcTest extends DataProxyTestBase {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void answersTheAddressThatTheClientCalled() throws Exception {
        assertThat(select()).isEqualTo("{\"clusterEndpoint\":\"http://localhost:%d\"}".formatted(port));
    }

    @Test
    void readsTheAddressFromTheHeadersOfAProxy() throws Exception {
        assertThat(select("X-Forwarded-Proto", "HTTPS, http", "X-Forwarded-Host", "flyte.example.com"))
                .isEqualTo("{\"clusterEndpoint\":\"https://flyte.example.com\"}");
    }

    private String select(String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:%d/flyteidl2.cluster.ClusterService/SelectCluster".formatted(port)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"operation\":\"OPERATION_UPLOAD_INPUTS\",\"orgId\":{}}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString()).body().replace(" ", "");
    }
}
