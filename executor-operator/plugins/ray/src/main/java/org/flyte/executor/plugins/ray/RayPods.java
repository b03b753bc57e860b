package org.flyte.executor.plugins.ray;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.ExtendedResources;
import org.flyte.idl.plugins.HeadGroupSpec;
import org.flyte.idl.plugins.WorkerGroupSpec;

/** The pods of a cluster. KubeRay fills in what they run. */
final class RayPods {
    private static final String HEAD = "ray-head";
    private static final String WORKER = "ray-worker";
    private static final String POD_IP = "status.podIP";

    private final RaySettings settings;
    private final JobPods pods;

    RayPods(RaySettings settings, JobPods pods) {
        this.settings = settings;
        this.pods = pods;
    }

    PodTemplateSpec head(HeadGroupSpec group) {
        PodTemplateSpec template = pods.template(
                withAccelerator(group.hasExtendedResources(), group.getExtendedResources()),
                PodRole.leader(RayManifest.HEAD_ROLE),
                PodVariant.named(HEAD).overlay(group.getK8SPod()));
        JobPods.changePrimary(template, container -> {
            withoutCommand(container);
            JobPods.setEnvFromPod(container, Map.of("MY_POD_IP", POD_IP));
            Map<String, String> values = new LinkedHashMap<>();
            values.put("RAY_COLOR_PREFIX", "0");
            values.put("RAY_DATA_DISABLE_PROGRESS_BARS", "1");
            return withPorts(JobPods.setEnv(container, values));
        });
        return withServiceAccount(template);
    }

    PodTemplateSpec worker(WorkerGroupSpec group) {
        PodTemplateSpec template = pods.template(
                withAccelerator(group.hasExtendedResources(), group.getExtendedResources()),
                PodRole.worker("worker"),
                PodVariant.named(WORKER).overlay(group.getK8SPod()));
        JobPods.changePrimary(template, container -> {
            withoutCommand(container);
            Map<String, String> values = new LinkedHashMap<>();
            values.put("RAY_DISABLE_DOCKER_CPU_WARNING", "1");
            values.put("TYPE", "worker");
            JobPods.setEnv(container, values);
            Map<String, String> resources = new LinkedHashMap<>();
            resources.put("CPU_REQUEST", "requests.cpu");
            resources.put("CPU_LIMITS", "limits.cpu");
            resources.put("MEMORY_REQUESTS", "requests.memory");
            resources.put("MEMORY_LIMITS", "limits.memory");
            JobPods.setEnvFromResources(container, resources);
            Map<String, String> ofPod = new LinkedHashMap<>();
            ofPod.put("MY_POD_NAME", "metadata.name");
            ofPod.put("MY_POD_IP", POD_IP);
            JobPods.setEnvFromPod(container, ofPod);
            return withPorts(container)
                    .withNewLifecycle()
                    .withNewPreStop()
                    .withNewExec()
                    .withCommand("/bin/sh", "-c", "ray stop")
                    .endExec()
                    .endPreStop()
                    .endLifecycle();
        });
        return withServiceAccount(template);
    }

    /** That of the task, else that of the settings. */
    PodTemplateSpec withServiceAccount(PodTemplateSpec template) {
        if (template.getSpec().getServiceAccountName() == null) {
            settings.serviceAccount().ifPresent(template.getSpec()::setServiceAccountName);
        }
        return template;
    }

    /** A group may ask for another accelerator than the task. */
    private TaskExecution withAccelerator(boolean has, ExtendedResources resources) {
        TaskExecution execution = pods.execution();
        return has
                ? execution.with(execution.template().toBuilder()
                        .setExtendedResources(resources)
                        .build())
                : execution;
    }

    private static void withoutCommand(ContainerBuilder container) {
        container.withCommand(List.of()).withArgs(List.of());
    }

    private static ContainerBuilder withPorts(ContainerBuilder container) {
        return withPort(withPort(withPort(container, "redis", 6379), "head", 10_001), "dashboard", 8265);
    }

    private static ContainerBuilder withPort(ContainerBuilder container, String name, int number) {
        return container.addNewPort().withName(name).withContainerPort(number).endPort();
    }
}
