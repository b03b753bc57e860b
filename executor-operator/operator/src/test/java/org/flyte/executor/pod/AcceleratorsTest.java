package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.idl.core.ExtendedResources;
import org.flyte.idl.core.GPUAccelerator;
import org.flyte.idl.core.GPUAccelerator.DeviceClass;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceleratorsTest {
    private static final String LABEL = "k8s.amazonaws.com/accelerator";

    private final Accelerators usual = new Accelerators(Configs.pods(Map.of()));

    @ParameterizedTest
    @CsvSource({
        "T4, nvidia-tesla-t4",
        "nvidia-tesla-t4, nvidia-tesla-t4",
        "L40s, nvidia-l40s",
        "l40S, nvidia-l40s",
        "RTX PRO 6000, nvidia-rtx-pro-6000",
        "RTX_PRO_6000, nvidia-rtx-pro-6000",
        "L4_VWS, nvidia-l4-vws",
        "A100 80G, nvidia-a100-80gb",
        "A100_80G, nvidia-a100-80gb",
        "GB10, nvidia-gb10",
        "V5E, tpu-v5-lite-podslice",
        "Inf2, aws-neuron-inf2",
        "MI300X, amd-mi300x",
        "Gaudi1, habana-gaudi-dl1",
        "my-own.card_2, my-own.card_2",
    })
    void namesTheLabelOfADevice(String device, String value) {
        PodSpec pod = applied(usual, asking(device), pod("nvidia.com/gpu"));

        assertThat(terms(pod).getFirst().getMatchExpressions())
                .containsExactly(new NodeSelectorRequirement(LABEL, "In", List.of(value)));
        assertThat(pod.getTolerations()).containsExactly(new Toleration("NoSchedule", LABEL, "Equal", null, value));
    }

    @ParameterizedTest
    @CsvSource({
        "NVIDIA_GPU, nvidia.com/gpu, k8s.amazonaws.com/accelerator, k8s.amazonaws.com/gpu-partition-size",
        "GOOGLE_TPU, google.com/tpu, cloud.google.com/gke-tpu-accelerator, cloud.google.com/gke-tpu-topology",
        "AMAZON_NEURON, aws.amazon.com/neuron, k8s.amazonaws.com/accelerator, k8s.amazonaws.com/gpu-partition-size",
        "AMD_GPU, amd.com/gpu, k8s.amazonaws.com/accelerator, k8s.amazonaws.com/gpu-partition-size",
        "HABANA_GAUDI, habana.ai/gaudi, k8s.amazonaws.com/accelerator, k8s.amazonaws.com/gpu-partition-size",
    })
    void knowsResourceAndLabelsOfAClass(DeviceClass kind, String resource, String label, String partitions) {
        GPUAccelerator.Builder asked = asking("x").setDeviceClass(kind).setPartitionSize("1x1");

        assertThat(usual.resourceOf(template(asked))).isEqualTo(resource);
        assertThat(terms(applied(usual, asked, pod(resource))).getFirst().getMatchExpressions())
                .extracting(NodeSelectorRequirement::getKey)
                .containsExactly(label, partitions);
    }

    @Test
    void takesResourceAndLabelsFromTheConfiguration() {
        Accelerators gke = new Accelerators(Configs.pods(Map.of(
                "flyte.executor.pod.accelerators.NVIDIA_GPU.device-label", "cloud.google.com/gke-accelerator",
                "flyte.executor.pod.accelerators.AMD_GPU.resource", "amd.com/mi",
                "flyte.executor.pod.accelerator-devices.h100", "nvidia-h100-sxm")));

        assertThat(terms(applied(gke, asking("H100"), pod("nvidia.com/gpu")))
                        .getFirst()
                        .getMatchExpressions())
                .containsExactly(new NodeSelectorRequirement(
                        "cloud.google.com/gke-accelerator", "In", List.of("nvidia-h100-sxm")));
        assertThat(gke.resourceOf(template(asking("MI210").setDeviceClass(DeviceClass.AMD_GPU))))
                .isEqualTo("amd.com/mi");
    }

    @Test
    void asksForNodesWithoutPartitions() {
        assertThat(terms(applied(usual, asking("").setUnpartitioned(true), pod("nvidia.com/gpu")))
                        .getFirst()
                        .getMatchExpressions())
                .containsExactly(
                        new NodeSelectorRequirement("k8s.amazonaws.com/gpu-partition-size", "DoesNotExist", null));
    }

    @Test
    void narrowsEveryAlternativeOfThePodsOwnAffinity() {
        NodeSelectorRequirement zone = new NodeSelectorRequirement("zone", "In", List.of("a"));
        NodeSelectorRequirement disk = new NodeSelectorRequirement("disk", "Exists", null);
        PodSpecBuilder pod = pod("nvidia.com/gpu")
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(zone)
                .endNodeSelectorTerm()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(disk)
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity();
        NodeSelectorRequirement card = new NodeSelectorRequirement(LABEL, "In", List.of("nvidia-tesla-t4"));

        assertThat(terms(applied(usual, asking("T4"), pod)))
                .extracting(NodeSelectorTerm::getMatchExpressions)
                .containsExactly(List.of(zone, card), List.of(disk, card));
    }

    @Test
    void leavesPodsAloneThatLimitNoAccelerator() {
        assertThat(applied(usual, asking("T4"), pod("cpu")).getAffinity()).isNull();
        PodSpecBuilder pod = pod("nvidia.com/gpu");
        usual.apply(pod, TaskTemplate.getDefaultInstance());
        assertThat(pod.build().getAffinity()).isNull();
    }

    @Test
    void refusesWhatNoNodeCanHave() {
        assertThatThrownBy(() -> applied(usual, asking("T4 shared"), pod("nvidia.com/gpu")))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining("'T4 shared'")
                .hasMessageContaining("flyte.executor.pod.accelerator-devices");
        assertThatThrownBy(() -> usual.resourceOf(template(asking("M4").setDeviceClass(DeviceClass.APPLE_SILICON))))
                .hasMessageContaining("APPLE_SILICON is not supported");
    }

    @Test
    void refusesAClassInTheConfigurationThatDoesNotExist() {
        assertThatThrownBy(() -> new Accelerators(
                        Configs.pods(Map.of("flyte.executor.pod.accelerators.nvidia.resource", "nvidia.com/mig"))))
                .hasMessage("flyte.executor.pod.accelerators.nvidia: there is no such class of accelerators");
    }

    private static PodSpec applied(Accelerators accelerators, GPUAccelerator.Builder asked, PodSpecBuilder pod) {
        accelerators.apply(pod, template(asked));
        return pod.build();
    }

    private static GPUAccelerator.Builder asking(String device) {
        return GPUAccelerator.newBuilder().setDevice(device);
    }

    private static TaskTemplate template(GPUAccelerator.Builder asked) {
        return TaskTemplate.newBuilder()
                .setExtendedResources(ExtendedResources.newBuilder().setGpuAccelerator(asked))
                .build();
    }

    private static PodSpecBuilder pod(String resource) {
        return new PodSpecBuilder()
                .addNewContainer()
                .withName("primary")
                .withNewResources()
                .addToLimits(resource, new Quantity("1"))
                .endResources()
                .endContainer();
    }

    private static List<NodeSelectorTerm> terms(PodSpec pod) {
        return pod.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms();
    }
}
