package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorPodKitTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final PodConfig pods = Configs.pods(Map.of("flyte.executor.pod.interruptible-node-selector.pool", "spot"));
    private final OperatorPodKit kit = new OperatorPodKit(
            client, null, new PodTemplates(client, pods, Clock.systemUTC()), pods, Configs.copilot(Map.of()), null);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void makesTheTaskPodOfARole() {
        TaskExecution execution = execution(Actions.template().build(), false);

        PodTemplateSpec template = kit.template(execution, PodRole.leader("driver"));

        assertThat(template.getSpec().getContainers())
                .singleElement()
                .satisfies(container ->
                        assertThat(container.getArgs()).containsExactly("a0", "--outputs-path", "/store/p/d/r1/a0/1"))
                .satisfies(container -> assertThat(container.getEnv()).isNotEmpty());
        assertThat(template.getMetadata().getName()).isNull();
        assertThat(template.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(template.getMetadata().getLabels())
                .containsEntry("flyte.org/role", "driver")
                .containsEntry(Names.LABEL_MANAGED, "true")
                .containsEntry("run", "r1");
        assertThat(template.getMetadata().getAnnotations())
                .containsEntry(
                        Names.ANNOTATION_TASK_ACTION,
                        execution.action().getMetadata().getName())
                .containsEntry(Names.ANNOTATION_TASK_ACTION_UID, "uid")
                .containsEntry(Names.ANNOTATION_TRY, execution.objectName());
    }

    @Test
    void keepsALeaderFromNodesThatCanBeTakenAway() {
        TaskExecution execution = execution(Actions.template().build(), true);

        assertThat(selector(execution, PodRole.worker("executor"))).containsEntry("pool", "spot");
        assertThat(selector(execution, PodRole.leader("driver"))).doesNotContainKey("pool");
        assertThat(execution.spec().interruptible)
                .as("the action is not changed")
                .isTrue();
    }

    @Test
    void letsTheWebhookGiveSecrets() throws Exception {
        Secret secret = Secret.newBuilder().setKey("token").build();
        TaskTemplate.Builder template = Actions.template();
        template.getSecurityContextBuilder().addSecrets(secret);

        var metadata = kit.template(execution(template.build(), false), PodRole.worker("executor"))
                .getMetadata();

        assertThat(metadata.getLabels())
                .containsEntry("inject-flyte-secrets", "true")
                .doesNotContainValue("delivered");
        String annotation = metadata.getAnnotations().get("flyte.secrets/s0");
        assertThat(Secret.parseFrom(Base64.getUrlDecoder().decode(annotation))).isEqualTo(secret);
    }

    @Test
    void refusesATemplateThatCannotBecomeAPod() {
        TaskExecution execution = execution(Actions.template().clearContainer().build(), false);

        assertThatThrownBy(() -> kit.template(execution, PodRole.leader("driver")))
                .isInstanceOfSatisfying(
                        StartException.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo("BadTaskSpecification"));
    }

    @Test
    void judgesAndLocatesPods() {
        Pod pending = pod("head");

        assertThat(kit.verdict(pending, T0))
                .isInstanceOfSatisfying(
                        Report.Active.class,
                        active -> assertThat(active.phase()).isEqualTo(Report.Phase.QUEUED));
        assertThat(kit.logs(Stream.of(pending, pod("worker")), "head")).hasValueSatisfying(logs -> {
            assertThat(logs.getPrimaryPodName()).isEqualTo("head");
            assertThat(logs.getPodsList()).extracting(PodLogContext::getPodName).containsExactly("head", "worker");
        });
        assertThat(kit.logs(Stream.empty(), "head")).isEqualTo(Optional.<LogContext>empty());
    }

    private Map<String, String> selector(TaskExecution execution, PodRole role) {
        return kit.template(execution, role).getSpec().getNodeSelector();
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .withCreationTimestamp(T0.toString())
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("primary")
                .endContainer()
                .endSpec()
                .build();
    }

    private static TaskExecution execution(TaskTemplate template, boolean interruptible) {
        TaskAction action = Actions.action("flyte", "/store", template, spec -> {
            spec.runName = "r1";
            spec.runOutputBase = "/store/p/d/r1/";
            spec.interruptible = interruptible;
        });
        action.getMetadata().setUid("uid");
        action.getMetadata().setCreationTimestamp(T0.toString());
        return new TaskExecution(action, template, 1, 0);
    }
}
