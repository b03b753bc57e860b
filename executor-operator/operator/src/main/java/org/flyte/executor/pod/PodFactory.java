package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.TaskExecution;

/** Makes the pod of a try: what the template asks for, then what the platform adds. A pure function. */
final class PodFactory {
    private final PodConfig config;
    private final PodTemplateMerge merge;
    private final PodVariants variants;
    private final PodResources resources;
    private final ContainerEnvironment environment;
    private final PodMetadata metadata;
    private final PodScheduling scheduling;
    private final CopilotContainers copilot;
    private final Accelerators accelerators;

    PodFactory(PodConfig config, CopilotConfig copilot, KubernetesSerialization json) {
        this.config = config;
        this.resources = new PodResources(config);
        this.accelerators = new Accelerators(config);
        this.merge = new PodTemplateMerge(json);
        this.variants = new PodVariants(new RawPods(json, accelerators), merge, accelerators);
        this.environment = new ContainerEnvironment(config.defaultEnv());
        this.metadata = new PodMetadata(config);
        this.scheduling = new PodScheduling(config);
        this.copilot = new CopilotContainers(copilot, config.defaultEnv());
    }

    /** Makes the task pod. */
    Pod create(TaskExecution execution, List<PodTemplateSpec> templates, Function<String, String> inputs) {
        return create(execution, PodVariant.NONE, templates, inputs);
    }

    /**
     * Makes a pod.
     *
     * @param variant how it differs from the task pod
     * @param templates PodTemplates that the pod is based on, each over those before it
     * @param inputs input values as text, by name
     * @throws BadTemplateException when the template cannot become a pod
     */
    Pod create(
            TaskExecution execution,
            PodVariant variant,
            List<PodTemplateSpec> templates,
            Function<String, String> inputs) {
        RawPod asked = over(templates, variants.of(execution.template(), variant));
        TemplateVariables variables = TemplateVariables.of(execution, inputs);
        PodSpec spec = asked.spec();
        PodSpecBuilder pod = new PodSpecBuilder(spec)
                .withInitContainers(customise(spec.getInitContainers(), null, execution, variables))
                .withContainers(customise(spec.getContainers(), asked.primary(), execution, variables))
                .withEnableServiceLinks(false)
                .withRestartPolicy(spec.getRestartPolicy() == null ? "Never" : spec.getRestartPolicy());
        copilot.apply(pod, asked.primary(), execution);
        scheduling.apply(pod, execution);
        accelerators.apply(pod, execution.template());
        SharedMemoryVolume.of(execution.template()).ifPresent(volume -> volume.apply(pod, asked.primary()));
        ObjectMeta meta = metadata.of(execution, asked);
        PodIdentityVolume.of(config.identity()).ifPresent(identity -> {
            identity.apply(pod, asked.primary());
            meta.getAnnotations().putAll(identity.annotations());
        });
        meta.setOwnerReferences(List.of(new OwnerReferenceBuilder(execution.owner())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build()));
        return new PodBuilder().withMetadata(meta).withSpec(pod.build()).build();
    }

    private RawPod over(List<PodTemplateSpec> templates, RawPod asked) {
        RawPod merged = asked;
        for (PodTemplateSpec template : templates.reversed()) {
            merged = merge.over(template, merged);
        }
        return merged;
    }

    private List<Container> customise(
            List<Container> containers, String primary, TaskExecution execution, TemplateVariables variables) {
        return containers.stream()
                .map(container -> customise(container, primary, execution, variables))
                .toList();
    }

    private Container customise(
            Container container, String primary, TaskExecution execution, TemplateVariables variables) {
        List<EnvVar> env = environment.of(execution, container.getEnv());
        ContainerBuilder builder = new ContainerBuilder(container)
                .withCommand(fill(container.getCommand(), variables))
                .withArgs(fill(container.getArgs(), variables))
                .withEnv(env)
                .withEnvFrom(envFrom(container.getEnvFrom()));
        resources.checkMaxima(container.getName(), container.getResources());
        if (container.getName().equals(primary)) {
            builder.withResources(resources.ofPrimary(container.getResources()));
            if (container.getImagePullPolicy() == null) {
                builder.withImagePullPolicy(config.imagePullPolicy());
            }
        }
        return builder.build();
    }

    /** Those of the platform first: of two with the same entry the later one counts. */
    private List<EnvFromSource> envFrom(List<EnvFromSource> own) {
        List<EnvFromSource> sources = new ArrayList<>();
        for (String name : config.envFromConfigMaps().orElse(List.of())) {
            sources.add(new EnvFromSource(new ConfigMapEnvSource(name, true), null, null));
        }
        for (String name : config.envFromSecrets().orElse(List.of())) {
            sources.add(new EnvFromSource(null, null, new SecretEnvSource(name, true)));
        }
        sources.addAll(own);
        return sources;
    }

    private static List<String> fill(List<String> words, TemplateVariables variables) {
        return words.stream().map(variables::fill).toList();
    }
}
