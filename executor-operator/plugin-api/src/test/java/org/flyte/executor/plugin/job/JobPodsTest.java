package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class JobPodsTest {
    private static final TaskExecution EXECUTION =
            new TaskExecution(new TaskAction(), TaskTemplate.getDefaultInstance(), 1, 0);

    @Test
    void movesTheQueueFromThePodsToTheJob() {
        JobPods pods = new JobPods(new LabelledPods(Map.of(JobPods.QUEUE, "own")), EXECUTION, Optional.of("usual"));

        PodTemplateSpec template = pods.template(PodRole.worker("worker"), PodVariant.NONE);

        assertThat(template.getMetadata().getLabels()).doesNotContainKey(JobPods.QUEUE);
        assertThat(pods.jobLabels()).containsEntry(JobPods.QUEUE, "own").doesNotContainKey(PodKit.LABEL_ROLE);
        assertThat(new JobPods(new LabelledPods(Map.of()), EXECUTION, Optional.of("usual")).jobLabels())
                .containsEntry(JobPods.QUEUE, "usual");
    }

    @Test
    void givesTheJobTheLabelsOfItsLeadingPod() {
        LabelledPods kit = new LabelledPods(Map.of("team", "leader"));
        JobPods pods = new JobPods(kit, EXECUTION, Optional.empty());
        pods.template(PodRole.leader("driver"), PodVariant.NONE);
        kit.labels = Map.of("team", "worker", "pool", "spot");
        pods.template(PodRole.worker("executor"), PodVariant.NONE);

        assertThat(JobManifest.of(pods, new Fields()).labels())
                .containsAllEntriesOf(Map.of("team", "leader", "pool", "spot"));
    }

    @Test
    void changesThePrimaryContainerAndPutsItFirst() {
        PodTemplateSpec template = new JobPods(new LabelledPods(Map.of()), EXECUTION, Optional.empty())
                .template(PodRole.leader("driver"), PodVariant.NONE);

        JobPods.changePrimary(template, container -> {
            JobPods.setEnv(container, Map.of("A", "new"));
            JobPods.setEnvFromPod(container, Map.of("POD", "metadata.name"));
            return JobPods.setEnvFromResources(container, Map.of("MEMORY", "limits.memory"));
        });

        assertThat(template.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("main", "sidecar");
        Container primary = JobPods.primary(template);
        assertThat(primary.getEnv()).extracting(EnvVar::getName).containsExactly("A", "POD", "MEMORY");
        assertThat(primary.getEnv().getFirst().getValue()).isEqualTo("new");
        assertThat(primary.getEnv().get(2).getValueFrom().getResourceFieldRef().getContainerName())
                .isEqualTo("main");
    }

    @Test
    void takesTheNewestPodThatIsNotBeingDeleted() {
        Pod old = pod("old", "2026-11-24T10:00:00Z", null);
        Pod current = pod("current", "2026-11-24T10:01:00Z", null);
        Pod leaving = pod("leaving", "2026-11-24T10:02:00Z", "2026-11-24T10:03:00Z");

        assertThat(LeaderPod.ofRole(Stream.of(old, leaving, current), "driver")).contains(current);
        assertThat(LeaderPod.ofRole(Stream.of(leaving), "driver")).contains(leaving);
        assertThat(LeaderPod.ofRole(Stream.of(old), "head")).isEmpty();
        assertThat(LeaderPod.label(
                        new PodBuilder().withNewMetadata().endMetadata().build(), "any"))
                .isEmpty();
    }

    private static Pod pod(String name, String created, String deleted) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(PodKit.LABEL_ROLE, "driver")
                .withCreationTimestamp(created)
                .withDeletionTimestamp(deleted)
                .endMetadata()
                .build();
    }

    /** Makes pods of two containers with certain labels. */
    private static final class LabelledPods implements PodKit {
        private Map<String, String> labels;

        LabelledPods(Map<String, String> labels) {
            this.labels = labels;
        }

        @Override
        public PodTemplateSpec template(TaskExecution execution, PodRole role, PodVariant variant) {
            return new PodTemplateSpecBuilder()
                    .withNewMetadata()
                    .addToLabels(labels)
                    .addToLabels(LABEL_ROLE, role.name())
                    .addToAnnotations(ANNOTATION_PRIMARY, "main")
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("sidecar")
                    .endContainer()
                    .addNewContainer()
                    .withName("main")
                    .addNewEnv()
                    .withName("A")
                    .withValue("old")
                    .endEnv()
                    .endContainer()
                    .endSpec()
                    .build();
        }

        @Override
        public Stream<Pod> pods(TaskExecution execution) {
            return Stream.empty();
        }

        @Override
        public Report verdict(Pod pod, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<LogContext> logs(Stream<Pod> pods, String primaryPod) {
            return Optional.empty();
        }
    }
}
