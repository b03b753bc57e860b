package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API server itself refuses of a TaskAction. */
@RealCluster
class CrdValidationTest {
    private static final String NAMESPACE = "default";

    private static KubernetesClient client;

    @BeforeAll
    static void connect() {
        client = RealKubernetes.client();
        RealKubernetes.applyCrds(client);
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertRefused(spec -> spec.runName = "r".repeat(31), "spec.runName");
        assertRefused(spec -> spec.actionName = null, "spec.actionName");
        assertRefused(spec -> spec.actionType = "job", "spec.actionType");
        assertRefused(spec -> spec.maxActionConcurrency = 0, "spec.maxActionConcurrency");
    }

    @Test
    void keepsTheSpecAsItWasCreated() {
        TaskAction created = client.resource(action(spec -> {})).create();
        try {
            assertThatThrownBy(() -> client.resource(created).edit(object -> {
                        object.getSpec().runName = "another";
                        return object;
                    }))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("spec never changes");
            assertThatThrownBy(() -> client.resource(created).edit(object -> {
                        object.getSpec().serviceAccount = "admin";
                        return object;
                    }))
                    .hasMessageContaining("spec never changes");
        } finally {
            client.resource(created).delete();
        }
    }

    @Test
    void hasOneConditionOfAType() {
        TaskAction created = client.resource(action(spec -> {})).create();
        try {
            created.setStatus(new TaskActionStatus());
            created.getStatus().conditions = List.of(condition("True"), condition("False"));

            assertThatThrownBy(() -> client.resource(created).updateStatus())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("status.conditions[1]")
                    .hasMessageContaining("Duplicate");

            created.getStatus().conditions = List.of(condition("True"));
            assertThat(client.resource(created).updateStatus().getStatus().conditions)
                    .hasSize(1);
        } finally {
            client.resource(created).delete();
        }
    }

    private static void assertRefused(Consumer<TaskActionSpec> mistake, String field) {
        assertThatThrownBy(() -> client.resource(action(mistake)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field);
    }

    private static TaskAction action(Consumer<TaskActionSpec> change) {
        TaskAction action = new TaskAction();
        action.setMetadata(new ObjectMetaBuilder()
                .withName("crd-" + UUID.randomUUID())
                .withNamespace(NAMESPACE)
                .build());
        TaskActionSpec spec = action.getSpec();
        spec.runName = "r";
        spec.project = "p";
        spec.domain = "d";
        spec.actionName = "a0";
        change.accept(spec);
        return action;
    }

    private static Condition condition(String status) {
        return new ConditionBuilder()
                .withType("Succeeded")
                .withStatus(status)
                .withReason("Completed")
                .build();
    }
}
