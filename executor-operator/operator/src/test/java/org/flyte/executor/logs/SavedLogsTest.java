package org.flyte.executor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.EventLog;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StubPodLogs;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.podlogs.archive.LogArchive;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealS3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator stores logs before their pod goes, in a real S3 server. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(RealS3.class)
class SavedLogsTest {
    private static final String HELLO = "2026-11-24T10:00:01Z hello\n";

    private final KubernetesClient client;
    private final ObjectStore store;
    private final StubPodLogs logs;
    private final MeterRegistry metrics;
    private final FakeKubelet kubelet;
    private final LogArchive archive;
    private EventLog events;

    SavedLogsTest(KubernetesClient client, ObjectStore store, StubPodLogs logs, MeterRegistry metrics, Clock clock) {
        this.client = client;
        this.store = store;
        this.logs = logs;
        this.metrics = metrics;
        this.kubelet = new FakeKubelet(client);
        this.archive = new LogArchive(store, clock);
    }

    @BeforeEach
    void listen() {
        events = new EventLog(RealKafka.bootstrapServers());
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void storesTheLogOfAnEndedPodBelowItsAttempt() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        prints(pod, HELLO);
        kubelet.runs(pod);
        write(action, "outputs.pb");
        kubelet.ends(pod, 0);
        events.until(action, "SUCCEEDED/1");

        await().until(() -> archive.has(file(action, 1, pod)));
        assertThat(stored(action, 1, pod)).isEqualTo(HELLO);
    }

    @Test
    void storesTheLogOfEachAttempt() {
        TaskAction action = create(Actions.template(1).build());
        Pod first = kubelet.podOf(action, 1, 0);
        prints(first, HELLO);
        kubelet.ends(first, 1);
        Pod second = kubelet.podOf(action, 2, 0);
        prints(second, HELLO + HELLO);
        kubelet.ends(second, 1);
        events.until(action, "FAILED/2");

        await().until(() -> archive.has(file(action, 1, first)) && archive.has(file(action, 2, second)));
        assertThat(stored(action, 1, first)).isEqualTo(HELLO);
        assertThat(stored(action, 2, second)).isEqualTo(HELLO + HELLO);
    }

    @Test
    void storesTheLogOfAnAbortedPodToItsEndWithoutDelayingTheAbort() throws IOException {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        PipedOutputStream container = new PipedOutputStream();
        InputStream output = new PipedInputStream(container, 10_000);
        logs.outputs.put(pod.getMetadata().getName(), () -> output);
        container.write(HELLO.getBytes(UTF_8));
        kubelet.runs(pod);
        events.until(action, "RUNNING/1");
        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().untilAsserted(() -> assertThat(client.resource(action).get()).isNull());
        container.write("2026-11-24T10:00:09Z bye\n".getBytes(UTF_8));
        container.close();
        await().until(() -> archive.has(file(action, 1, pod)));
        assertThat(stored(action, 1, pod)).isEqualTo(HELLO + "2026-11-24T10:00:09Z bye\n");
    }

    @Test
    void stopsAPodWhoseSidecarRunsOnceTheLogOfItsPrimaryIsStored() {
        TaskAction action = create(withSidecar());
        Pod pod = kubelet.podOf(action, 1, 0);
        CountDownLatch go = new CountDownLatch(1);
        logs.outputs.put(pod.getMetadata().getName(), () -> waiting(go));
        write(action, "outputs.pb");
        kubelet.set(pod, endedBesideARunningSidecar());
        events.until(action, "SUCCEEDED/1");

        await().pollDelay(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(kubelet.podsOf(action)).hasSize(1));
        go.countDown();
        await().untilAsserted(() -> assertThat(kubelet.podsOf(action)).isEmpty());
        await().until(() -> archive.has(file(action, 1, pod)));
        assertThat(stored(action, 1, pod)).isEqualTo(HELLO);
    }

    private static TaskTemplate withSidecar() {
        Struct.Builder spec = Struct.newBuilder();
        try {
            JsonFormat.parser()
                    .merge(
                            "{\"containers\": [{\"name\": \"primary\", \"image\": \"image:1\"},"
                                    + " {\"name\": \"proxy\", \"image\": \"proxy:1\"}]}",
                            spec);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return Actions.template()
                .setK8SPod(
                        K8sPod.newBuilder().setPrimaryContainerName("primary").setPodSpec(spec))
                .build();
    }

    private static PodStatus endedBesideARunningSidecar() {
        return new PodStatusBuilder()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("primary")
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .withReason("Completed")
                .withStartedAt("2026-11-24T10:00:00Z")
                .withFinishedAt("2026-11-24T10:00:05Z")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .addNewContainerStatus()
                .withName("proxy")
                .withNewState()
                .withNewRunning("2026-11-24T10:00:00Z")
                .endState()
                .endContainerStatus()
                .build();
    }

    @Test
    void reportsTheEndWhileALogIsStillRead() throws IOException {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        CountDownLatch go = new CountDownLatch(1);
        logs.outputs.put(pod.getMetadata().getName(), () -> waiting(go));
        kubelet.ends(pod, 1);

        events.until(action, "FAILED/1");
        assertThat(archive.has(file(action, 1, pod))).isFalse();
        client.resource(action).delete();
        await().pollDelay(Duration.ofSeconds(1))
                .until(() -> client.resource(action).get() != null);
        go.countDown();

        await().untilAsserted(() -> assertThat(client.resource(action).get()).isNull());
        assertThat(stored(action, 1, pod)).isEqualTo(HELLO);
    }

    @Test
    void triesAgainWhenTheNodeDoesNotAnswer() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        AtomicInteger tries = new AtomicInteger();
        logs.outputs.put(pod.getMetadata().getName(), () -> {
            if (tries.incrementAndGet() == 1) {
                throw new Unavailable(null, "no answer");
            }
            return new ByteArrayInputStream(HELLO.getBytes(UTF_8));
        });
        kubelet.ends(pod, 1);
        events.until(action, "FAILED/1");

        await().until(() -> archive.has(file(action, 1, pod)));
    }

    @Test
    void endsAndDeletesAnActionWhosePodTheNodeHasLost() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.ends(pod, 1);
        events.until(action, "FAILED/1");

        client.resource(action).delete();

        await().untilAsserted(() -> assertThat(client.resource(action).get()).isNull());
        assertThat(archive.has(file(action, 1, pod))).isFalse();
        assertThat(metrics.counter("flyte.executor.logs.failed").count()).isZero();
    }

    private static InputStream waiting(CountDownLatch go) {
        return new InputStream() {
            private final InputStream content = new ByteArrayInputStream(HELLO.getBytes(UTF_8));

            @Override
            public int read() throws IOException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return content.read();
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int first = read();
                if (first < 0) {
                    return -1;
                }
                into[from] = (byte) first;
                return 1;
            }
        };
    }

    private void prints(Pod pod, String output) {
        logs.outputs.put(pod.getMetadata().getName(), () -> new ByteArrayInputStream(output.getBytes(UTF_8)));
    }

    private static String file(TaskAction action, int attempt, Pod pod) {
        return new AttemptLayout(action.getSpec().runOutputBase + "a0/" + attempt)
                .logFile(pod.getMetadata().getName(), "primary");
    }

    private String stored(TaskAction action, int attempt, Pod pod) {
        try (InputStream log =
                archive.find(file(action, attempt, pod)).orElseThrow().open()) {
            return new String(log.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(TaskAction action, String file) {
        store.write(action.getSpec().runOutputBase + "a0/1/" + file, new byte[0]);
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(KubernetesApi.NAMESPACE, store.base(), template))
                .create();
    }
}
