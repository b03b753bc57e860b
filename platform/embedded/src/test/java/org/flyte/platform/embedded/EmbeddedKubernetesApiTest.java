package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddedKubernetesApiTest {
    @Test
    void keepsObjectsCountsRequestsAndUsesTheExtension() throws Exception {
        ApiExtension logs = request -> request.getPath().endsWith("/log")
                ? Optional.of(new MockResponse().setResponseCode(200).setBody("a line"))
                : Optional.empty();
        try (EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0, logs);
                KubernetesClient client = api.client();
                HttpClient http = HttpClient.newHttpClient()) {
            var map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("m")
                    .endMetadata()
                    .addToData("k", "v")
                    .build();

            client.configMaps().inNamespace("flyte").resource(map).create();

            assertThat(client.configMaps()
                            .inNamespace("flyte")
                            .withName("m")
                            .get()
                            .getData())
                    .containsEntry("k", "v");
            assertThat(api.requests()).isEqualTo(2);
            URI log = URI.create(api.url() + "api/v1/namespaces/flyte/pods/p/log");
            assertThat(http.send(HttpRequest.newBuilder(log).build(), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("a line");
        }
    }

    @Test
    void servesOnlyClientsWithTheToken() throws Exception {
        try (EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0, "a-token");
                KubernetesClient client = api.client();
                HttpClient http = HttpClient.newHttpClient()) {
            URI pods = URI.create(api.url() + "api/v1/namespaces/flyte/pods");

            assertThat(client.pods().inNamespace("flyte").list().getItems()).isEmpty();
            assertThat(http.send(HttpRequest.newBuilder(pods).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(http.send(
                                    HttpRequest.newBuilder(pods)
                                            .header("Authorization", "Bearer another")
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void saysWhichKindsItHas() {
        try (EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
                KubernetesClient client = api.client()) {
            assertThat(client.getApiResources("batch/v1").getResources())
                    .extracting(APIResource::getKind)
                    .contains("Job");
            assertThat(client.getApiResources("example.org/v1")).isNull();

            client.resource(new CustomResourceDefinitionBuilder()
                            .withNewMetadata()
                            .withName("widgets.example.org")
                            .endMetadata()
                            .withNewSpec()
                            .withGroup("example.org")
                            .withScope("Namespaced")
                            .withNewNames()
                            .withKind("Widget")
                            .withPlural("widgets")
                            .endNames()
                            .addNewVersion()
                            .withName("v1")
                            .withServed(true)
                            .withStorage(true)
                            .endVersion()
                            .endSpec()
                            .build())
                    .create();

            assertThat(client.getApiResources("example.org/v1").getResources())
                    .singleElement()
                    .satisfies(widget -> assertThat(widget.getKind()).isEqualTo("Widget"))
                    .satisfies(widget -> assertThat(widget.getName()).isEqualTo("widgets"));
            assertThat(client.getApiResources("example.org/v2")).isNull();
        }
    }
}
