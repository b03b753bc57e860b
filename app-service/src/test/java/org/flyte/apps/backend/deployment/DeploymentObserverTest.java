package org.flyte.apps.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.apps.AppKey;
import org.flyte.apps.Apps;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.idl.app.AutoscalingConfig;
import org.flyte.idl.app.Replicas;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Spec.DesiredState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class DeploymentObserverTest {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/org/flyte/apps/deployment-states.csv", numLinesToSkip = 1, delimiter = '|')
    void followsTheTable(
            String situation,
            String wanted,
            String deployment,
            String pods,
            String expected,
            String substate,
            int ready,
            String message) {
        AppDefinition app = app(wanted);
        List<HasMetadata> objects = deployment == null ? List.of() : List.of(deployment(deployment));
        List<Pod> owned = pods == null
                ? List.of()
                : Stream.of(pods.split(" ;; ")).map(DeploymentObserverTest::pod).toList();

        AppObservation seen = new DeploymentObserver().observe(app, new OwnedObjects(objects, owned), 8080);

        assertThat(seen.status().name()).isEqualTo("DEPLOYMENT_STATUS_" + expected);
        assertThat(seen.substate().name()).isEqualTo(substate);
        assertThat(seen.replicas()).isEqualTo(ready);
        assertThat(seen.message()).contains(message).doesNotContain("\n");
    }

    private static AppDefinition app(String wanted) {
        Spec.Builder spec = Apps.spec("image:1").toBuilder();
        if (wanted.equals("stopped")) {
            spec.setDesiredState(DesiredState.DESIRED_STATE_STOPPED);
        } else {
            int least = Integer.parseInt(wanted);
            spec.setAutoscaling(AutoscalingConfig.newBuilder()
                    .setReplicas(Replicas.newBuilder().setMin(least).setMax(Math.max(1, least))));
        }
        return AppDefinition.of(new AppKey("p", "d", "hello"), 3, spec.build());
    }

    /** Revision 3 and generation 2, unless it says otherwise. */
    private static Deployment deployment(String status) {
        Deployment read = Serialization.unmarshal("{\"status\": %s}".formatted(status), Deployment.class);
        long observed = read.getStatus().getObservedGeneration() == null
                ? 2
                : read.getStatus().getObservedGeneration();
        read.getStatus().setObservedGeneration(observed);
        String revision = observed == 99 ? "2" : "3";
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("hello-p-d")
                .withGeneration(2L)
                .addToAnnotations("flyte.org/app-revision", revision)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .endSpec()
                .withStatus(read.getStatus())
                .build();
    }

    private static Pod pod(String status) {
        Pod read = Serialization.unmarshal(
                "{\"metadata\": {\"name\": \"pod\", \"labels\": {}}, \"status\": %s}".formatted(status), Pod.class);
        read.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        return read;
    }
}
