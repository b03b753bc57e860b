package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Address;

/**
 * Adds copilot to the pod of a raw container: an init container that fetches the inputs, a native sidecar that stores the outputs
 * once the others have ended, and a volume for each; see docs/behaviour/raw-containers.md.
 */
final class CopilotContainers {
    static final String DOWNLOADER = Names.COPILOT_DOWNLOADER;
    static final String UPLOADER = Names.COPILOT_UPLOADER;
    private static final String INPUTS = "flyte-inputs";
    private static final String OUTPUTS = "flyte-outputs";
    private static final String KEY = "flyte.executor.copilot.image";
    private static final String FALLBACK_TO_LOGS = "FallbackToLogsOnError";

    /** Of 128 KiB that Linux allows for one argument. */
    private static final int MAX_INTERFACE = 120_000;

    private final CopilotConfig config;
    private final List<EnvVar> env;

    /** @param defaultEnv of every pod */
    CopilotContainers(CopilotConfig config, Map<String, String> defaultEnv) {
        this.config = config;
        Map<String, String> all = new TreeMap<>(defaultEnv);
        all.putAll(config.env());
        this.env = all.entrySet().stream()
                .map(entry -> new EnvVar(entry.getKey(), entry.getValue(), null))
                .toList();
    }

    /** Changes nothing in the pod of a task that reads and writes the object store itself. */
    void apply(PodSpecBuilder pod, String primary, TaskExecution execution) {
        Optional<DataLoading> asked = DataLoading.of(execution.template());
        if (asked.isEmpty()) {
            return;
        }
        checkNames(pod);
        DataLoading data = asked.get();
        Container task = pod.buildContainers().stream()
                .filter(container -> container.getName().equals(primary))
                .findFirst()
                .orElseThrow();
        List<VolumeMount> mounts = new ArrayList<>();
        data.inputs().ifPresent(folder -> {
            VolumeMount mount = volume(pod, INPUTS, folder, execution.template());
            mounts.add(mount);
            pod.addToInitContainers(downloader(execution, data, folder, mount, task));
        });
        data.outputs().ifPresent(folder -> {
            VolumeMount mount = volume(pod, OUTPUTS, folder, execution.template());
            mounts.add(mount);
            pod.addToInitContainers(0, uploader(execution, folder, mount, task));
            pod.withTerminationGracePeriodSeconds(config.timeout().toSeconds());
        });
        pod.withContainers(pod.buildContainers().stream()
                .map(container -> container.getName().equals(primary)
                        ? new ContainerBuilder(container)
                                .addAllToVolumeMounts(mounts)
                                .build()
                        : container)
                .toList());
    }

    private static void checkNames(PodSpecBuilder pod) {
        Stream.concat(pod.buildInitContainers().stream(), pod.buildContainers().stream())
                .map(Container::getName)
                .filter(name -> name.equals(DOWNLOADER) || name.equals(UPLOADER))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadTemplateException(
                            "the pod spec has a container named '%s', which is copilot's: rename it", name);
                });
    }

    private Container downloader(
            TaskExecution execution, DataLoading data, String folder, VolumeMount mount, Container task) {
        return container(DOWNLOADER, mount, task)
                .addToArgs("download", "--from-remote", execution.inputs().file())
                .addToArgs("--to-local-dir", folder)
                .addToArgs("--format", data.format().name())
                .addToArgs("--file-input-layout", data.layout().name())
                .addAllToArgs(common(execution))
                .build();
    }

    private Container uploader(TaskExecution execution, String folder, VolumeMount mount, Container task) {
        String types = Base64.getEncoder()
                .encodeToString(execution.template().getInterface().toByteArray());
        if (types.length() > MAX_INTERFACE) {
            throw new BadTemplateException(
                    "the types of inputs and outputs have %d bytes, at most %d fit: shorten descriptions and schemas",
                    types.length(), MAX_INTERFACE);
        }
        return container(UPLOADER, mount, task)
                .withRestartPolicy("Always")
                .addToArgs("sidecar", "--from-local-dir", folder)
                .addToArgs("--to-raw-output", Address.join(execution.rawDataFolder(), execution.objectName()))
                .addToArgs("--interface", types)
                .addAllToArgs(common(execution))
                .build();
    }

    private List<String> common(TaskExecution execution) {
        return List.of(
                "--to-output-prefix",
                execution.files().folder(),
                "--timeout",
                config.timeout().toSeconds() + "s",
                "--max-bytes",
                Long.toString(config.maxSize().asLongValue()),
                "--max-files",
                Integer.toString(config.maxFiles()),
                "--max-value-bytes",
                Long.toString(config.maxValueSize().asLongValue()));
    }

    private ContainerBuilder container(String name, VolumeMount mount, Container task) {
        String image = config.image()
                .orElseThrow(() -> new BadTemplateException(
                        "this task is a raw container (data_config), which needs copilot: set %s to its image", KEY));
        ContainerBuilder builder = new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(config.imagePullPolicy())
                .withCommand("/bin/copilot")
                .withWorkingDir("/")
                .withEnv(env)
                .withVolumeMounts(mount)
                .withSecurityContext(security(task))
                .withTerminationMessagePolicy(FALLBACK_TO_LOGS);
        config.envFromSecrets()
                .orElse(List.of())
                .forEach(secret ->
                        builder.addNewEnvFrom().withNewSecretRef(secret, false).endEnvFrom());
        return builder.withNewResources()
                .addToRequests("cpu", new Quantity(config.cpu()))
                .addToRequests("memory", new Quantity(config.memory()))
                .addToLimits(config.cpuLimit()
                        .map(limit -> Map.of("cpu", new Quantity(limit)))
                        .orElse(Map.of()))
                .addToLimits("memory", new Quantity(config.memory()))
                .endResources();
    }

    /** As the user of the task, who may read what the task leaves; as root it needs one capability for that. */
    private static SecurityContext security(Container task) {
        SecurityContext own = task.getSecurityContext() == null ? new SecurityContext() : task.getSecurityContext();
        boolean isOther = own.getRunAsUser() != null && own.getRunAsUser() != 0;
        return new SecurityContextBuilder()
                .withRunAsUser(own.getRunAsUser())
                .withRunAsGroup(own.getRunAsGroup())
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(isOther ? List.of() : List.of("DAC_OVERRIDE"))
                .endCapabilities()
                .build();
    }

    private static VolumeMount volume(PodSpecBuilder pod, String name, String folder, TaskTemplate template) {
        pod.addToVolumes(new VolumeBuilder()
                .withName(name)
                .withEmptyDir(new EmptyDirVolumeSource(null, size(template)))
                .build());
        return new VolumeMountBuilder().withName(name).withMountPath(folder).build();
    }

    /** The limit, else the request, of the resource STORAGE; null means none. */
    private static Quantity size(TaskTemplate template) {
        Resources resources = template.getContainer().getResources();
        return Stream.concat(resources.getLimitsList().stream(), resources.getRequestsList().stream())
                .filter(entry -> entry.getName() == ResourceName.STORAGE)
                .findFirst()
                .map(entry -> PodResources.parse("storage", entry.getValue()))
                .orElse(null);
    }
}
