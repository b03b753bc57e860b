package org.flyte.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flyte.platform.connect.listener.Listeners;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listeners as the service has them when it is deployed; other tests use one for everything. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@TestProfile(ListenersTest.AsDeployed.class)
class ListenersTest {
    public static final class AsDeployed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.rpc.audience", "public");
        }
    }

    @TestHTTPResource
    URI publicPort;

    @TestHTTPResource(management = true)
    URI management;

    @Inject
    Listeners listeners;

    @Test
    void isDeployedWithAPublicAndAnInternalPort() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/main/resources/META-INF/microprofile-config.properties")))
                .contains(
                        "flyte.rpc.audience=public",
                        "flyte.rpc.listeners.internal.port=8190",
                        "quarkus.management.enabled=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flyteidl2.workflow.InternalRunService/RecordAction",
                "flyteidl2.workflow.InternalRunService/UpdateActionStatus",
                "flyteidl2.workflow.InternalRunService/RecordActionEvents",
                "flyteidl2.workflow.InternalRunService/RecordActionStream",
                "flyteidl2.workflow.InternalRunService/UpdateActionStatusStream",
                "flyteidl2.workflow.InternalRunService/RecordActionEventStream",
                "flyte.internal.v1.RunStateService/ListChildren",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
            })
    void servesWhatServicesCallOnTheInternalPortOnly(String method) throws Exception {
        assertThat(post(publicPort.getPort(), method).body()).contains("unimplemented", "not served on this port");
        assertThat(post(listeners.port("internal"), method).body()).doesNotContain("unimplemented");
    }

    @Test
    void servesClientsOnBothPorts() throws Exception {
        String method = "flyteidl2.workflow.RunService/GetRunDetails";

        assertThat(post(publicPort.getPort(), method).body()).contains("invalid_argument");
        assertThat(post(listeners.port("internal"), method).body()).contains("invalid_argument");
    }

    @Test
    void hasHealthAndMetricsOnAPortOfTheirOwn() throws Exception {
        assertThat(get(management + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(management + "/metrics").statusCode()).isEqualTo(200);
        assertThat(get(publicPort.resolve("/q/health/ready").toString()).statusCode())
                .isEqualTo(404);
        assertThat(get(publicPort.resolve("/q/metrics").toString()).statusCode())
                .isEqualTo(404);
    }

    /** Without a message: a method that is served refuses that, or its content type. */
    private static HttpResponse<String> post(int port, String method) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:%d/%s".formatted(port, method)))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{")));
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
