package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.platform.connect.listener.Listeners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listeners as the service has them when it is deployed; other tests use one for everything. */
@QuarkusTest
@TestProfile(ListenersTest.AsDeployed.class)
class ListenersTest extends EmbeddedActionsTestBase {
    public static final class AsDeployed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.rpc.audience", "pods");
        }
    }

    @TestHTTPResource
    URI podsPort;

    @Inject
    Listeners listeners;

    @Test
    void isDeployedWithAPortForPodsAndOneForServices() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/main/resources/META-INF/microprofile-config.properties")))
                .contains(
                        "flyte.rpc.audience=pods",
                        "flyte.rpc.listeners.internal.port=8191",
                        "quarkus.management.enabled=true");
    }

    @ParameterizedTest
    @CsvSource({
        "flyteidl2.actions.ActionsService/Enqueue, true",
        "flyteidl2.actions.ActionsService/Abort, true",
        "flyteidl2.actions.ActionsService/Signal, true",
        "flyteidl2.actions.ActionsService/WatchForUpdates, true",
        "flyteidl2.actions.ActionsService/Update, false",
        "flyteidl2.workflow.QueueService/EnqueueAction, true",
        "flyteidl2.workflow.QueueService/AbortQueuedAction, true",
        "flyteidl2.workflow.QueueService/AbortQueuedRun, false",
        "flyteidl2.workflow.StateService/Watch, true",
        "flyte.internal.v1.ChildStateService/OfferChildren, false"
    })
    void servesPodsWhatTheyCall(String method, boolean pods) throws Exception {
        if (pods) {
            assertThat(post(podsPort.getPort(), method)).doesNotContain("unimplemented");
        } else {
            assertThat(post(podsPort.getPort(), method)).contains("unimplemented", "not served on this port");
        }
        assertThat(post(listeners.port("internal"), method)).doesNotContain("not served on this port");
    }

    /** Without a message: a method that is served refuses that, or its content type. */
    private static String post(int port, String method) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:%d/%s".formatted(port, method)))
                                    .header("content-type", "application/json")
                                    .POST(BodyPublishers.ofString("{"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
