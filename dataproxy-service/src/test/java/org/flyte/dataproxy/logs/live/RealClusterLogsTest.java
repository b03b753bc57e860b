package org.flyte.dataproxy.logs.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.podlogs.KubernetesPodLogSource;
import org.flyte.platform.podlogs.LineReader;
import org.flyte.platform.podlogs.LogLineParser;
import org.flyte.platform.podlogs.PodLogSource;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs from a real kubelet. */
@RealCluster
class RealClusterLogsTest {
    /** Anything with a shell will do. */
    private static final String IMAGE = System.getProperty("flyte.test.image", "localhost/flyte-task:1");

    private final String namespace =
            "flyte-logs-" + UUID.randomUUID().toString().substring(0, 8);
    private KubernetesClient client;

    @BeforeEach
    void makeANamespace() {
        client = RealKubernetes.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void dropIt() {
        client.close();
        // A log stream that was cut can close the connection under the next request of its client.
        try (KubernetesClient fresh = RealKubernetes.client()) {
            fresh.namespaces().withName(namespace).delete();
        }
    }

    @Test
    void followsLinesUntilTheContainerEnds() throws Exception {
        run("talker", "echo one; sleep 13; echo two >&2; exit 3");

        try (LineReader lines = new LineReader(openWhenStarted("talker"), 1000)) {
            LogLine first = LogLineParser.parse(lines.next().orElseThrow());
            assertThat(first.getMessage()).isEqualTo("one\n");
            assertThat(first.hasTimestamp()).isTrue();
            assertThat(LogLineParser.parse(lines.next().orElseThrow()).getMessage())
                    .isEqualTo("two\n");
            assertThat(lines.next()).isEmpty();
        }
        try (InputStream afterwards = new KubernetesPodLogSource(client).open(request("talker"))) {
            assertThat(new String(afterwards.readAllBytes(), UTF_8))
                    .contains("one")
                    .contains("two");
        }
    }

    @Test
    void failsWithNotFoundBeforeTheStartAndAfterDeletion() {
        client.resource(pod("stuck", "true")
                        .edit()
                        .editSpec()
                        .editFirstContainer()
                        .withImage("localhost/no-such-image:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .inNamespace(namespace)
                .create();

        assertThatThrownBy(() -> new KubernetesPodLogSource(client).open(request("stuck")))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("pod stuck has no log yet");
        assertThatThrownBy(() -> new KubernetesPodLogSource(client).open(request("gone")))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("pod gone not found in namespace " + namespace);
    }

    @Test
    void unblocksAWaitingReadWhenClosed() throws IOException {
        run("silent", "echo started; sleep 60");
        InputStream output = openWhenStarted("silent");
        output.readNBytes(5);

        Thread reader = Thread.currentThread();
        Thread closer = Thread.startVirtualThread(() -> {
            await().until(() -> reader.getState() == Thread.State.WAITING);
            try {
                output.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            output.readAllBytes();
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
        await().until(() -> !closer.isAlive());
    }

    private InputStream openWhenStarted(String pod) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreException(NotFound.class)
                .until(() -> new KubernetesPodLogSource(client).open(request(pod)), output -> true);
    }

    private void run(String name, String script) {
        client.resource(pod(name, script)).inNamespace(namespace).create();
    }

    private static Pod pod(String name, String script) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("primary")
                .withImage(IMAGE)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-c", script)
                .endContainer()
                .endSpec()
                .build();
    }

    private PodLogSource.Request request(String pod) {
        return new PodLogSource.Request(namespace, pod, "primary", true, Optional.empty(), OptionalInt.of(100));
    }
}
