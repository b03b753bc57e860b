package org.flyte.executor.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.EventLog;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of cacheable actions; the test takes the parts of the kubelet and of cache-service. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class CachedTaskTest {
    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;
    private final String key = UUID.randomUUID().toString();
    private EventLog events;

    CachedTaskTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @BeforeEach
    void start() {
        FakeCache.reset();
        events = new EventLog(RealKafka.bootstrapServers());
    }

    @AfterEach
    void close() {
        FakeCache.reset();
        events.close();
    }

    @Test
    void storesTheOutputsOfAMissAndTakesThemOverAtTheNextAction() {
        TaskAction first = create();
        runs(first, "first");
        assertThat(ended(first).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_POPULATED_VALUE);
        assertThat(eventOf(first, "RUNNING").getCacheStatus()).isEqualTo(CatalogCacheStatus.CACHE_MISS);
        assertThat(eventOf(first, "SUCCEEDED").getCacheStatus()).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);

        TaskAction second = create();
        assertThat(ended(second).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);

        assertThat(kubelet.podsOf(second)).isEmpty();
        assertThat(outputs(second)).isEqualTo("first");
        ActionEvent event = eventOf(second, "SUCCEEDED");
        assertThat(event.getCacheStatus()).isEqualTo(CatalogCacheStatus.CACHE_HIT);
        assertThat(event.getCacheMetadata()
                        .getSourceActionAttempt()
                        .getActionId()
                        .getRun()
                        .getName())
                .isEqualTo(first.getSpec().runName);
        assertThat(event.getCacheMetadata().getSourceActionAttempt().getAttempt())
                .isEqualTo(1);
        assertThat(event.hasLogContext()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "SILENT"})
    void runsWithoutACacheThatDoesNotAnswerAndSaysSo(FakeCache.Mode mode) {
        FakeCache.mode = mode;
        TaskAction action = create();
        runs(action, "computed");

        assertThat(ended(action).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_LOOKUP_FAILURE_VALUE);
        assertThat(ended(action).phase).isEqualTo("SUCCEEDED");
    }

    @Test
    void succeedsWhenTheOutputsCannotBeStoredAndSaysSo() {
        TaskAction action = create();
        Pod pod = kubelet.podOf(action, 1, 0);
        FakeCache.mode = FakeCache.Mode.UNAVAILABLE;
        ends(action, pod, "computed");

        assertThat(ended(action).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_PUT_FAILURE_VALUE);
        assertThat(ended(action).phase).isEqualTo("SUCCEEDED");
    }

    @Test
    void replacesTheResultWhenTheRunOverwrites() {
        runs(create(), "old");
        TaskAction action = create(spec -> spec.overwriteCache = true, metadata -> {});
        runs(action, "new");
        assertThat(eventOf(action, "RUNNING").getCacheStatus()).isEqualTo(CatalogCacheStatus.CACHE_SKIPPED);
        assertThat(ended(action).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_POPULATED_VALUE);

        TaskAction next = create();
        assertThat(ended(next).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        assertThat(outputs(next)).isEqualTo("new");
    }

    @Test
    void replacesAResultWhoseOutputsAreGone() {
        TaskAction first = create();
        runs(first, "gone");
        store.delete(ended(first).outputUri + "/outputs.pb");

        runs(create(), "again");

        TaskAction next = create();
        assertThat(ended(next).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        assertThat(outputs(next)).isEqualTo("again");
    }

    @Test
    void takesNoResultThatIsOlderThanTheTaskAccepts() {
        runs(create(), "old");
        FakeCache.ENTRIES.replaceAll((_, entry) -> aged(entry));
        Consumer<TaskMetadata.Builder> anHour = metadata -> metadata.setCacheMaxAge(ProtoTime.of(Duration.ofHours(1)));

        TaskAction strict = create(spec -> {}, anHour);
        assertThat(kubelet.podOf(strict, 1, 0)).isNotNull();
        TaskAction lenient = create();
        assertThat(ended(lenient).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        client.resource(strict).delete();
    }

    @Test
    void waitsWhileAnotherActionComputesTheResult() {
        TaskAction first = create(spec -> {}, metadata -> metadata.setCacheSerializable(true));
        Pod pod = kubelet.podOf(first, 1, 0);
        TaskAction second = create(spec -> {}, metadata -> metadata.setCacheSerializable(true));

        events.until(second, "WAITING_FOR_RESOURCES/1");
        assertThat(kubelet.podsOf(second)).isEmpty();
        int calls = FakeCache.RESERVATION_CALLS.get();
        await().untilAsserted(() -> assertThat(FakeCache.RESERVATION_CALLS).hasValueGreaterThan(calls));
        ends(first, pod, "once");

        assertThat(ended(second).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        assertThat(outputs(second)).isEqualTo("once");
        assertThat(kubelet.podsOf(second)).isEmpty();
        await().untilAsserted(() -> assertThat(FakeCache.OWNERS).isEmpty());
    }

    @Test
    void computesTheResultWhenTheActionThatWasToIsAborted() {
        TaskAction first = create(spec -> {}, metadata -> metadata.setCacheSerializable(true));
        assertThat(kubelet.podOf(first, 1, 0)).isNotNull();
        TaskAction second = create(spec -> {}, metadata -> metadata.setCacheSerializable(true));
        events.until(second, "WAITING_FOR_RESOURCES/1");

        client.resource(first).delete();

        runs(second, "second");
        assertThat(ended(second).cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_POPULATED_VALUE);
    }

    private static CachedOutput aged(CachedOutput entry) {
        CachedOutput.Builder old = entry.toBuilder();
        old.getMetadataBuilder().setLastUpdatedAt(ProtoTime.of(Instant.parse("2020-01-01T00:00:00Z")));
        return old.build();
    }

    private TaskAction create() {
        return create(spec -> {}, metadata -> {});
    }

    private TaskAction create(Consumer<TaskActionSpec> change, Consumer<TaskMetadata.Builder> metadata) {
        TaskMetadata.Builder cacheable =
                TaskMetadata.newBuilder().setDiscoverable(true).setDiscoveryVersion("1");
        metadata.accept(cacheable);
        return client.resource(Actions.action(
                        KubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().setMetadata(cacheable).build(),
                        spec -> {
                            spec.cacheKey = key;
                            change.accept(spec);
                        }))
                .create();
    }

    /** Runs long enough to be recorded, and succeeds. */
    private void runs(TaskAction action, String outputs) {
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.runs(pod);
        events.until(action, "RUNNING/1");
        ends(action, pod, outputs);
        events.until(action, "SUCCEEDED/1");
    }

    private void ends(TaskAction action, Pod pod, String outputs) {
        store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", outputs.getBytes(StandardCharsets.UTF_8));
        kubelet.ends(pod, 0);
    }

    private TaskActionStatus ended(TaskAction action) {
        events.until(action, "SUCCEEDED/1");
        return client.resource(action).get().getStatus();
    }

    private String outputs(TaskAction action) {
        return new String(store.read(ended(action).outputUri + "/outputs.pb", 1000), StandardCharsets.UTF_8);
    }

    private ActionEvent eventOf(TaskAction action, String phase) {
        return events.of(action)
                .filter(event -> event.getPhase().name().equals("ACTION_PHASE_" + phase))
                .findFirst()
                .orElseThrow();
    }
}
