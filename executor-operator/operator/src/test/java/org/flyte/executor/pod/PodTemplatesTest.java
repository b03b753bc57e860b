package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.GPUAccelerator;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodTemplatesTest {
    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
    private final KubernetesClient client = api.client();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-27T10:00:00Z"));

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    @Test
    void findsTheTemplateThatTheTaskNames() {
        create("batch");

        assertThat(names(Map.of("flyte.executor.pod.template", "usual"), named("batch")))
                .containsExactly("batch");
    }

    @Test
    void takesTheConfiguredTemplateAndThatOfTheAcceleratorOverIt() {
        create("usual");
        create("gpus");
        Map<String, String> settings = Map.of(
                "flyte.executor.pod.template", "usual", "flyte.executor.pod.accelerators.NVIDIA_GPU.template", "gpus");
        TaskTemplate.Builder gpu = Actions.template();
        gpu.getExtendedResourcesBuilder()
                .setGpuAccelerator(GPUAccelerator.newBuilder().setDevice("T4"));

        assertThat(names(settings, gpu)).containsExactly("usual", "gpus");
        assertThat(names(settings, Actions.template())).containsExactly("usual");
        assertThat(names(Map.of(), Actions.template())).isEmpty();
    }

    @Test
    void refusesATaskThatNamesNone() {
        assertThatThrownBy(() -> names(Map.of(), named("nowhere")))
                .isInstanceOf(BadTemplateException.class)
                .hasMessage("metadata.pod_template_name: there is no PodTemplate 'nowhere' in namespace flyte");
    }

    @Test
    void waitsForAConfiguredOne() {
        PodTemplates templates = templates(Map.of("flyte.executor.pod.template", "usual"));
        assertThatThrownBy(() -> templates.of(execution(Actions.template())))
                .isInstanceOfSatisfying(
                        StartException.class, e -> assertThat(e.reason()).isEqualTo(StartException.Reason.NOT_YET))
                .hasMessage(
                        "PodTemplate 'usual', configured by flyte.executor.pod.template, does not exist in namespace flyte");

        create("usual");
        clock.advance(Duration.ofSeconds(10));

        assertThat(templates.of(execution(Actions.template()))).hasSize(1);
    }

    @Test
    void remembersATemplateForAShortTime() {
        create("batch");
        PodTemplates templates = templates(Map.of());
        templates.of(execution(named("batch")));
        long before = api.requests();

        clock.advance(Duration.ofSeconds(9));
        templates.of(execution(named("batch")));
        assertThat(api.requests()).isEqualTo(before);

        clock.advance(Duration.ofSeconds(1));
        templates.of(execution(named("batch")));
        assertThat(api.requests()).isEqualTo(before + 1);
    }

    private void create(String name) {
        PodTemplate template = new PodTemplateBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .endMetadata()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("template", name)
                .endMetadata()
                .endTemplate()
                .build();
        client.resource(template).create();
    }

    private PodTemplates templates(Map<String, String> settings) {
        return new PodTemplates(client, Configs.pods(settings), clock);
    }

    private List<String> names(Map<String, String> settings, TaskTemplate.Builder task) {
        return templates(settings).of(execution(task)).stream()
                .map(template -> template.getMetadata().getLabels().get("template"))
                .toList();
    }

    private static TaskTemplate.Builder named(String name) {
        TaskTemplate.Builder task = Actions.template();
        task.getMetadataBuilder().setPodTemplateName(name);
        return task;
    }

    private static TaskExecution execution(TaskTemplate.Builder task) {
        TaskTemplate template = task.build();
        return new TaskExecution(Actions.action("flyte", "s3://flyte", template, spec -> {}), template, 1, 0);
    }
}
