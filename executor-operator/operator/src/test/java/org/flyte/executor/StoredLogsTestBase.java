package org.flyte.executor;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.podlogs.KubernetesPodLogSource;
import org.flyte.platform.podlogs.archive.LogArchive;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.BeforeEach;

/** Tests on a real cluster in which the operator stores the logs of pods. */
abstract class StoredLogsTestBase extends ClusterTestBase {
    final ObjectStore store;
    private final StubPodLogs logs;
    private final LogArchive archive;

    StoredLogsTestBase(KubernetesClient client, ObjectStore store, StubPodLogs logs, Clock clock, String namespace) {
        super(client, namespace);
        this.store = store;
        this.logs = logs;
        this.archive = new LogArchive(store, clock);
    }

    @BeforeEach
    void readLogs() {
        logs.others = Optional.of(new KubernetesPodLogSource(client));
    }

    /** The log of a container of the first attempt, once it is stored. */
    final String stored(TaskAction action, String pod, String container) throws IOException {
        String file = new AttemptLayout(action.getSpec().runOutputBase + "a0/1").logFile(pod, container);
        await().atMost(Duration.ofSeconds(30)).until(() -> archive.has(file));
        try (InputStream log = archive.find(file).orElseThrow().open()) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
