package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.core.SharedMemory;
import org.flyte.idl.core.TaskTemplate;

/** A volume in memory for the primary container. */
record SharedMemoryVolume(SharedMemory memory) {

    /** Empty when the task asks for none. */
    static Optional<SharedMemoryVolume> of(TaskTemplate template) {
        return template.getExtendedResources().hasSharedMemory()
                ? Optional.of(
                        new SharedMemoryVolume(template.getExtendedResources().getSharedMemory()))
                : Optional.empty();
    }

    void apply(PodSpecBuilder pod, String primary) {
        if (memory.getMountName().isEmpty() || memory.getMountPath().isEmpty()) {
            throw new BadTemplateException("extended_resources.shared_memory requires mount_name and mount_path");
        }
        Quantity limit = memory.getSizeLimit().isEmpty() ? null : new Quantity(memory.getSizeLimit());
        pod.addToVolumes(new VolumeBuilder()
                .withName(memory.getMountName())
                .withEmptyDir(new EmptyDirVolumeSource("Memory", limit))
                .build());
        List<Container> containers = pod.buildContainers().stream()
                .map(container -> container.getName().equals(primary) ? mounted(container) : container)
                .toList();
        pod.withContainers(containers);
    }

    private Container mounted(Container container) {
        return new ContainerBuilder(container)
                .addNewVolumeMount()
                .withName(memory.getMountName())
                .withMountPath(memory.getMountPath())
                .endVolumeMount()
                .build();
    }
}
