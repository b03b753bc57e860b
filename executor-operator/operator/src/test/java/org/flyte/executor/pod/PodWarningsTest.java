package org.flyte.executor.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.Report.Phase;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodWarningsTest {
    private static final Instant T0 = Instant.parse("2026-11-27T10:00:00Z");

    private final EventListBuilder events =
            new EventListBuilder().withNewMetadata().endMetadata();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** The embedded API has no selectors of fields. */
    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0, request -> {
        requests.add(request.getPath());
        return Optional.of(new MockResponse()
                .setResponseCode(200)
                .setHeader("Content-Type", "application/json")
                .setBody(new KubernetesSerialization().asJson(events.build())));
    });

    private final KubernetesClient client = api.client();
    private final MutableClock clock = new MutableClock(T0);
    private final PodWarnings warnings = new PodWarnings(client, clock);
    private final Pod pod = new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withNamespace("flyte")
            .withUid("uid-1")
            .endMetadata()
            .build();

    @AfterEach
    void close() {
        warnings.stop();
        client.close();
        api.close();
    }

    @Test
    void namesTheLatestWarningOfAPodThatTakesLong() {
        warn("a", "uid-1", "FailedMount", "configmap \"x\" not found", "2026-11-27T10:00:05Z");
        warn("b", "uid-1", "FailedScheduling", "no node", "2026-11-27T10:00:01Z");
        warn("c", "uid-2", "BackOff", "another pod", "2026-11-27T10:00:09Z");
        clock.advance(Duration.ofSeconds(20));

        await().untilAsserted(() ->
                assertThat(explained(Phase.INITIALIZING).reason()).isEqualTo("FailedMount: configmap \"x\" not found"));
        assertThat(explained(Phase.INITIALIZING).checkAt())
                .isEqualTo(clock.instant().plusSeconds(15));
    }

    @Test
    void leavesAPodAloneThatIsJustStartingOrNotStartingAtAll() {
        assertThat(explained(Phase.INITIALIZING).checkAt()).isEqualTo(T0.plusSeconds(10));
        assertThat(explained(Phase.INITIALIZING).reason()).isEqualTo("ContainerCreating");

        clock.advance(Duration.ofMinutes(1));
        for (Phase phase : new Phase[] {Phase.QUEUED, Phase.WAITING, Phase.RUNNING}) {
            assertThat(explained(phase)).isEqualTo(report(phase));
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void readsForAllPodsAtOnceAndNotForEachReconcile() {
        warn("a", "uid-1", "FailedMount", "x", "2026-11-27T10:00:05Z");
        clock.advance(Duration.ofSeconds(20));
        await().until(() -> explained(Phase.INITIALIZING).reason().startsWith("FailedMount"));
        assertThat(requests)
                .singleElement()
                .satisfies(path -> assertThat(URLDecoder.decode(path, UTF_8))
                        .startsWith("/api/v1/namespaces/flyte/events?")
                        .contains("type=Warning", "involvedObject.kind=Pod", "limit="));

        for (int i = 0; i < 10; i++) {
            explained(Phase.INITIALIZING);
        }
        assertThat(requests).hasSize(1);

        clock.advance(Duration.ofSeconds(15));
        explained(Phase.INITIALIZING);
        await().until(() -> requests.size() == 2);
    }

    private Report.Active explained(Phase phase) {
        return (Report.Active) warnings.explain(report(phase), pod, clock.instant());
    }

    private static Report.Active report(Phase phase) {
        return new Report.Active(phase, "ContainerCreating", T0, null, Details.NONE);
    }

    private void warn(String name, String uid, String reason, String message, String time) {
        events.addToItems(new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .endMetadata()
                .withType("Warning")
                .withReason(reason)
                .withMessage(message)
                .withLastTimestamp(time)
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withUid(uid)
                        .build())
                .build());
    }
}
