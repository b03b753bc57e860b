package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.flyte.crd.Names;
import org.junit.jupiter.api.Test;

class PrunedPodsTest {
    private static final Map<String, String> LABELS = Map.of("flyte.org/role", "head");

    @Test
    void keepsNoLabelsOfATaskPod() {
        Pod pod = pod(Map.of("note", "x"));

        assertThat(PrunedPods.prune(pod).getMetadata().getLabels()).isNullOrEmpty();
        assertThat(PrunedPods.prune(pod).getMetadata().getAnnotations()).containsEntry("note", "x");
    }

    @Test
    void keepsTheLabelsByWhichPluginsTellPodsApart() {
        Pod pod = pod(Map.of(Names.ANNOTATION_TASK_ACTION, "action"));

        assertThat(PrunedPods.prune(pod).getMetadata().getLabels()).isEqualTo(LABELS);
        assertThat(PrunedPods.prune(pod).getSpec().getContainers().getFirst().getImage())
                .isNull();
    }

    private static Pod pod(Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withLabels(LABELS)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("image:1")
                .endContainer()
                .endSpec()
                .build();
    }
}
