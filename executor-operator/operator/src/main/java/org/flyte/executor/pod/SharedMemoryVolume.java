package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import org.flyte.idl.core.SharedMemory;
import org.flyte.idl.core.TaskTemplate;

/** A volume in memory for the primary container, when the task asks for one (executor spec §4.9). */
final class SharedMemoryVolume {
    private SharedMemoryVolume() {}

    static void apply(PodSpecBuilder pod, String primary, TaskTemplate template) {
        if (!template.getExtendedResources().hasSharedMemory()) {
            return;
        }
        SharedMemory memory = template.getExtendedResources().getSharedMemory();
        if (memory.getMountName().isEmpty() || memory.getMountPath().isEmpty()) {
            throw new BadTemplateException("shared memory needs mount_name and mount_path");
        }
        Quantity limit = memory.getSizeLimit().isEmpty() ? null : new Quantity(memory.getSizeLimit());
        pod.addToVolumes(new VolumeBuilder()
                .withName(memory.getMountName())
                .withEmptyDir(new EmptyDirVolumeSource("Memory", limit))
                .build());
        List<Container> containers = pod.buildContainers().stream()
                .map(container -> container.getName().equals(primary) ? mounted(container, memory) : container)
                .toList();
        pod.withContainers(containers);
    }

    private static Container mounted(Container container, SharedMemory memory) {
        return new ContainerBuilder(container)
                .addNewVolumeMount()
                .withName(memory.getMountName())
                .withMountPath(memory.getMountPath())
                .endVolumeMount()
                .build();
    }
}
