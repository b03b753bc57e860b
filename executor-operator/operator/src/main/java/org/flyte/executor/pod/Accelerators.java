package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.config.PodConfig.AcceleratorConfig;
import org.flyte.idl.core.GPUAccelerator;
import org.flyte.idl.core.GPUAccelerator.DeviceClass;
import org.flyte.idl.core.TaskTemplate;

/** The accelerator that a task asks for: its resource, and the nodes that have it. */
final class Accelerators {
    private static final String GPU_LABEL = "k8s.amazonaws.com/accelerator";
    private static final String PARTITION_LABEL = "k8s.amazonaws.com/gpu-partition-size";

    private final PodConfig config;
    private final AcceleratorDevices devices;

    Accelerators(PodConfig config) {
        this.config = config;
        this.devices = new AcceleratorDevices(config.acceleratorDevices());
        config.accelerators().keySet().forEach(Accelerators::checkClass);
    }

    private static void checkClass(String name) {
        if (Arrays.stream(DeviceClass.values()).noneMatch(known -> known.name().equals(name))) {
            throw new IllegalArgumentException(
                    "flyte.executor.pod.accelerators.%s: there is no such class of accelerators".formatted(name));
        }
    }

    /**
     * The nodes of a kind of accelerator.
     *
     * @param resource name of the Kubernetes resource
     * @param deviceLabel label of nodes that names their device
     * @param partitionLabel label of nodes that names the size of their partitions
     */
    private record Kind(String resource, String deviceLabel, String partitionLabel) {}

    /** Name of the resource that a request of GPUs means for this task. */
    String resourceOf(TaskTemplate template) {
        return kindOf(asked(template).map(GPUAccelerator::getDeviceClass).orElse(DeviceClass.NVIDIA_GPU))
                .resource();
    }

    /** Requires nodes with the accelerator, when a container of the pod has a limit for its resource. */
    void apply(PodSpecBuilder pod, TaskTemplate template) {
        GPUAccelerator asked = asked(template).orElse(null);
        if (asked == null) {
            return;
        }
        Kind kind = kindOf(asked.getDeviceClass());
        boolean used = pod.buildContainers().stream()
                .anyMatch(container -> container.getResources() != null
                        && container.getResources().getLimits() != null
                        && container.getResources().getLimits().containsKey(kind.resource()));
        if (!used) {
            return;
        }
        List<NodeSelectorRequirement> nodes = new ArrayList<>();
        List<Toleration> tolerations = new ArrayList<>(pod.buildTolerations());
        if (!asked.getDevice().isEmpty()) {
            require(kind.deviceLabel(), devices.labelOf(asked.getDevice()), nodes, tolerations);
        }
        switch (asked.getPartitionSizeValueCase()) {
            case PARTITION_SIZE -> require(kind.partitionLabel(), asked.getPartitionSize(), nodes, tolerations);
            case UNPARTITIONED -> {
                if (asked.getUnpartitioned()) {
                    nodes.add(new NodeSelectorRequirement(kind.partitionLabel(), "DoesNotExist", null));
                }
            }
            case PARTITIONSIZEVALUE_NOT_SET -> {}
        }
        NodeRequirements.apply(pod, nodes);
        pod.withTolerations(tolerations);
    }

    /** The accelerator that the task asks for. */
    static Optional<GPUAccelerator> asked(TaskTemplate template) {
        return template.getExtendedResources().hasGpuAccelerator()
                ? Optional.of(template.getExtendedResources().getGpuAccelerator())
                : Optional.empty();
    }

    private static void require(
            String label, String value, List<NodeSelectorRequirement> nodes, List<Toleration> tolerations) {
        nodes.add(new NodeSelectorRequirement(label, "In", List.of(value)));
        tolerations.add(new Toleration("NoSchedule", label, "Equal", null, value));
    }

    private Kind kindOf(DeviceClass device) {
        Kind usual = switch (device) {
            case NVIDIA_GPU -> new Kind(config.gpuResource(), GPU_LABEL, PARTITION_LABEL);
            case GOOGLE_TPU ->
                new Kind("google.com/tpu", "cloud.google.com/gke-tpu-accelerator", "cloud.google.com/gke-tpu-topology");
            case AMAZON_NEURON -> new Kind("aws.amazon.com/neuron", GPU_LABEL, PARTITION_LABEL);
            case AMD_GPU -> new Kind("amd.com/gpu", GPU_LABEL, PARTITION_LABEL);
            case HABANA_GAUDI -> new Kind("habana.ai/gaudi", GPU_LABEL, PARTITION_LABEL);
            case APPLE_SILICON, UNRECOGNIZED ->
                throw new BadTemplateException(
                        "extended_resources.gpu_accelerator.device_class %s is not supported", device);
        };
        AcceleratorConfig own = config.accelerators().get(device.name());
        return own == null
                ? usual
                : new Kind(
                        own.resource().orElse(usual.resource()),
                        own.deviceLabel().orElse(usual.deviceLabel()),
                        own.partitionLabel().orElse(usual.partitionLabel()));
    }
}
