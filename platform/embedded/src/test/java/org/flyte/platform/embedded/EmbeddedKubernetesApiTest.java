package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    /** Clients compare versions: with a lower one after a higher one, an old object looks like a new one. */
    @Test
    void sendsEventsInTheOrderOfTheirVersionsFromTheOneThatTheClientHas() {
        try (EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
                KubernetesClient client = api.client()) {
            var maps = client.configMaps().inNamespace("flyte");
            for (int i = 0; i < 20; i++) {
                maps.resource(map("old" + i)).create();
            }
            String since = maps.list().getMetadata().getResourceVersion();
            maps.resource(map("between")).create();
            List<String> events = new CopyOnWriteArrayList<>();
            List<Long> versions = new CopyOnWriteArrayList<>();
            try (Watch _ = maps.withResourceVersion(since).watch(new Watcher<ConfigMap>() {
                @Override
                public void eventReceived(Action action, ConfigMap map) {
                    events.add(action + " " + map.getMetadata().getName());
                    versions.add(Long.valueOf(map.getMetadata().getResourceVersion()));
                }

                @Override
                public void onClose(WatcherException cause) {}
            })) {
                maps.resource(map("new")).create();
                maps.withName("old3").delete();
                maps.resource(map("last")).create();

                await().until(() -> events.contains("ADDED last"));
            }
            assertThat(events).containsExactly("ADDED between", "ADDED new", "DELETED old3", "ADDED last");
            assertThat(versions).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void losesNoChangeWhileAWatchOpens() throws Exception {
        try (EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
                KubernetesClient client = api.client();
                ExecutorService writer = Executors.newSingleThreadExecutor()) {
            var maps = client.configMaps().inNamespace("flyte");
            maps.resource(map("m")).create();
            for (int round = 0; round < 20; round++) {
                String since = maps.list().getMetadata().getResourceVersion();
                List<String> versions = new CopyOnWriteArrayList<>();
                var written = writer.submit(() -> {
                    for (int i = 0; i < 5; i++) {
                        maps.withName("m")
                                .edit(map -> new ConfigMapBuilder(map)
                                        .addToData("k", UUID.randomUUID().toString())
                                        .build());
                    }
                    return maps.withName("m").get().getMetadata().getResourceVersion();
                });
                try (Watch _ = maps.withResourceVersion(since).watch(new Watcher<ConfigMap>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        versions.add(map.getMetadata().getResourceVersion());
                    }

                    @Override
                    public void onClose(WatcherException cause) {}
                })) {
                    String last = written.get();
                    await().untilAsserted(() -> assertThat(versions).endsWith(last));
                }
            }
        }
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
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
