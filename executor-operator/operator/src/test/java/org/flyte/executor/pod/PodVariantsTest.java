package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.idl.core.GPUAccelerator;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class PodVariantsTest {
    private final KubernetesSerialization json = new KubernetesSerialization();
    private final Accelerators accelerators = new Accelerators(Configs.pods(Map.of()));
    private final PodVariants variants =
            new PodVariants(new RawPods(json, accelerators), new PodTemplateMerge(json), accelerators);

    @Test
    void isThePodOfTheTaskWithoutAVariant() {
        RawPod pod = variants.of(task(), PodVariant.NONE);

        assertThat(pod.primary()).isEqualTo("primary");
        assertThat(primary(pod).getImage()).isEqualTo("image:1");
    }

    @Test
    void namesThePrimaryContainerAndChangesItsImageAndResources() {
        TaskTemplate.Builder task = task().toBuilder();
        task.getExtendedResourcesBuilder()
                .getGpuAcceleratorBuilder()
                .setDeviceClass(GPUAccelerator.DeviceClass.AMD_GPU);
        Resources resources = Resources.newBuilder()
                .addLimits(ResourceEntry.newBuilder().setName(ResourceName.GPU).setValue("2"))
                .build();

        RawPod pod = variants.of(
                task.build(),
                PodVariant.named("dask-worker")
                        .image("worker:1")
                        .resources(resources)
                        .args(List.of("dask", "worker")));

        assertThat(pod.primary()).isEqualTo("dask-worker");
        assertThat(primary(pod).getImage()).isEqualTo("worker:1");
        assertThat(primary(pod).getArgs()).containsExactly("dask", "worker");
        assertThat(primary(pod).getResources().getLimits()).isEqualTo(Map.of("amd.com/gpu", new Quantity("2")));
    }

    @Test
    void laysAPodOverThatOfTheTask() throws Exception {
        PodVariant variant = PodVariant.named("ray-worker").overlay(pod("""
                {"primaryContainerName": "ray-worker", "metadata": {"labels": {"team": "a"}, "annotations": {"note": "b"}},
                 "podSpec": {"tolerations": [{"key": "gpu"}], "containers": [
                   {"name": "ray-worker", "env": [{"name": "A", "value": "b"}]}, {"name": "sidecar", "image": "sidecar:1"}]}}
                """));

        RawPod pod = variants.of(task(), variant);

        assertThat(pod.primary()).isEqualTo("ray-worker");
        assertThat(pod.labels()).containsEntry("team", "a");
        assertThat(pod.annotations()).containsEntry("note", "b");
        assertThat(pod.spec().getTolerations()).extracting(Toleration::getKey).containsExactly("gpu");
        assertThat(pod.spec().getContainers())
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("ray-worker", "sidecar");
        assertThat(primary(pod).getImage()).isEqualTo("image:1");
        assertThat(primary(pod).getArgs()).contains("a0");
        assertThat(primary(pod).getEnv()).containsExactly(new EnvVar("A", "b", null));
    }

    @Test
    void takesTheOnlyContainerOfAnOverlayForThePrimaryOne() throws Exception {
        PodVariant variant = PodVariant.named("ray-head").overlay(pod("""
                {"primaryContainerName": "primary", "podSpec": {"containers": [{"name": "mine", "image": "mine:1"}]}}
                """));

        RawPod pod = variants.of(task(), variant);

        assertThat(pod.spec().getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getName()).isEqualTo("ray-head");
            assertThat(container.getImage()).isEqualTo("mine:1");
        });
    }

    @Test
    void laysOverLabelsOfAPodWithoutContainers() throws Exception {
        RawPod pod = variants.of(
                task(), PodVariant.named("ray-head").overlay(pod("{\"metadata\": {\"labels\": {\"team\": \"a\"}}}")));

        assertThat(pod.primary()).isEqualTo("ray-head");
        assertThat(pod.labels()).containsEntry("team", "a");
    }

    @Test
    void refusesANameThatAnotherContainerHas() throws Exception {
        TaskTemplate task = task().toBuilder().setK8SPod(pod("""
                        {"primaryContainerName": "main", "podSpec": {"containers": [{"name": "main"}, {"name": "mpi"}]}}
                        """)).build();

        assertThatThrownBy(() -> variants.of(task, PodVariant.named("mpi")))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining("'mpi'");
    }

    private static TaskTemplate task() {
        return Actions.template().build();
    }

    private static Container primary(RawPod pod) {
        return pod.spec().getContainers().stream()
                .filter(container -> container.getName().equals(pod.primary()))
                .findFirst()
                .orElseThrow();
    }

    private static K8sPod pod(String fields) throws InvalidProtocolBufferException {
        K8sPod.Builder pod = K8sPod.newBuilder();
        JsonFormat.parser().merge(fields, pod);
        return pod.build();
    }
}
