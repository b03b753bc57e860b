package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.StoreFolder;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** Writes to the API's stand-in, in a namespace that the operator does not watch. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class StatusStoreTest {
    private static final String NAMESPACE = "unwatched";

    private final KubernetesClient client;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StatusStore statuses;

    StatusStoreTest(KubernetesClient client) {
        this.client = client;
        this.statuses = new StatusStore(client, metrics, Clock.systemUTC());
    }

    @Test
    void writesWithOneRequestAndRemembersTheResult() {
        TaskAction cached = create();
        long before = KubernetesApi.requests();

        TaskAction written = write(cached, "RUNNING").orElseThrow();

        assertThat(KubernetesApi.requests() - before).isEqualTo(1);
        assertThat(written.getStatus().phase).isEqualTo("RUNNING");
        assertThat(statuses.latest(cached)).isSameAs(written);
        assertThat(count("writes")).isEqualTo(1);
        assertThat(count("conflicts")).isZero();
    }

    @Test
    void doesNotOverwriteAChangeOfSomebodyElse() {
        TaskAction cached = create();
        signal(cached);

        assertThat(write(cached, "RUNNING")).isEmpty();

        TaskAction live = live(cached);
        assertThat(live.getStatus().phase).isNull();
        assertThat(live.getStatus().signalledBy).isEqualTo("ann");
        assertThat(count("writes")).isZero();
        assertThat(count("conflicts")).isEqualTo(1);
    }

    @Test
    void decidesOnTheLiveObjectAfterAConflict() {
        TaskAction cached = create();
        signal(cached);
        write(cached, "RUNNING");

        TaskAction latest = statuses.latest(cached);
        assertThat(latest.getStatus().signalledBy).isEqualTo("ann");
        assertThat(write(latest, "RUNNING")).isPresent();

        assertThat(live(cached).getStatus().phase).isEqualTo("RUNNING");
        assertThat(live(cached).getStatus().signalledBy).isEqualTo("ann");
    }

    @Test
    void doesNotOverwriteAStatusOfAnotherReplica() {
        TaskAction cached = create();
        StatusStore other = new StatusStore(client, new SimpleMeterRegistry(), Clock.systemUTC());
        assertThat(other.write(
                        other.execution(cached, TaskTemplate.getDefaultInstance()),
                        change(other, cached, new Observation.Succeeded())))
                .isPresent();

        assertThat(write(cached, "RUNNING")).isEmpty();

        assertThat(live(cached).getStatus().phase).isEqualTo("SUCCEEDED");
        assertThat(statuses.isTerminal(statuses.latest(cached))).isTrue();
    }

    @Test
    void writesNothingToADeletedAction() {
        TaskAction cached = create();
        delete(cached);

        assertThat(write(cached, "RUNNING")).isEmpty();

        assertThat(live(cached)).isNull();
        assertThat(statuses.latest(cached)).isSameAs(cached);
    }

    @Test
    void writesNothingToALaterActionOfTheSameName() {
        TaskAction cached = create();
        delete(cached);
        TaskAction later = client.resource(unsaved(cached)).create();

        assertThat(write(cached, "RUNNING")).isEmpty();

        assertThat(live(later).getStatus()).isNull();
        assertThat(statuses.latest(cached)).isSameAs(cached);
        assertThat(statuses.latest(later)).isSameAs(later);
    }

    private Optional<TaskAction> write(TaskAction action, String phase) {
        Observation active =
                new Observation.Active(ActionPhase.valueOf("ACTION_PHASE_" + phase), "", Instant.EPOCH, null);
        return statuses.write(
                statuses.execution(action, TaskTemplate.getDefaultInstance()), change(statuses, action, active));
    }

    private static Change change(StatusStore statuses, TaskAction action, Observation observation) {
        RetryPolicy once = new RetryPolicy(1, 0, Backoff.NONE, Backoff.NONE);
        return (Change) new Decisions(Duration.ZERO, Duration.ZERO)
                .decide(
                        statuses.state(action),
                        once,
                        TimeLimits.NONE,
                        observation,
                        Clock.systemUTC().instant());
    }

    private void signal(TaskAction action) {
        client.resource(action)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"signalledBy\":\"ann\"}}");
    }

    private TaskAction create() {
        TaskAction action =
                Actions.action(NAMESPACE, "/store", Actions.template().build());
        action.getMetadata().setFinalizers(null);
        return client.resource(action).create();
    }

    private static TaskAction unsaved(TaskAction action) {
        TaskAction same = Actions.action(NAMESPACE, "/store", Actions.template().build());
        same.setSpec(action.getSpec());
        same.getMetadata().setName(action.getMetadata().getName());
        same.getMetadata().setFinalizers(null);
        return same;
    }

    private void delete(TaskAction action) {
        client.resource(action).withGracePeriod(0).delete();
    }

    private TaskAction live(TaskAction action) {
        return client.resources(TaskAction.class)
                .inNamespace(NAMESPACE)
                .withName(action.getMetadata().getName())
                .get();
    }

    private double count(String what) {
        return metrics.counter("flyte.executor.status." + what).count();
    }
}
