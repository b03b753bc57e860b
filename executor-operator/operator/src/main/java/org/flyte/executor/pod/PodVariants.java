package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.TaskTemplate;

/** Makes of the pod that a task asks for the pod of a role. A pure function. */
final class PodVariants {
    private final RawPods raw;
    private final PodTemplateMerge merge;
    private final Accelerators accelerators;

    PodVariants(RawPods raw, PodTemplateMerge merge, Accelerators accelerators) {
        this.raw = raw;
        this.merge = merge;
        this.accelerators = accelerators;
    }

    /** The pod of a role; without a variant, that of the task. */
    RawPod of(TaskTemplate task, PodVariant variant) {
        RawPod asked = raw.of(task);
        RawPod pod = variant.overlay().equals(K8sPod.getDefaultInstance()) ? asked : overlaid(asked, variant);
        if (!variant.image().isEmpty()) {
            pod = changed(pod, container -> container.withImage(variant.image()));
        }
        if (!variant.resources().equals(Resources.getDefaultInstance())) {
            ResourceRequirements resources = PodResources.of(variant.resources(), accelerators.resourceOf(task));
            pod = changed(pod, container -> container.withResources(resources));
        }
        if (!variant.args().isEmpty()) {
            pod = changed(pod, container -> container.withCommand(List.of()).withArgs(variant.args()));
        }
        return variant.container().isEmpty() ? pod : named(pod, variant.container());
    }

    private RawPod overlaid(RawPod asked, PodVariant variant) {
        PodSpec overlay = raw.parse(variant.overlay());
        RawPod base = named(asked, primary(overlay, asked, variant));
        PodTemplateSpec template = new PodTemplateSpec(
                new ObjectMetaBuilder()
                        .withLabels(base.labels())
                        .withAnnotations(base.annotations())
                        .build(),
                base.spec());
        return merge.over(
                template,
                new RawPod(
                        overlay,
                        base.primary(),
                        variant.overlay().getMetadata().getLabelsMap(),
                        variant.overlay().getMetadata().getAnnotationsMap()));
    }

    /** The name of the overlay's container that is laid over the primary one; that of the primary one, when none is. */
    private static String primary(PodSpec overlay, RawPod asked, PodVariant variant) {
        List<String> names =
                overlay.getContainers().stream().map(Container::getName).toList();
        return Stream.of(variant.overlay().getPrimaryContainerName(), variant.container(), asked.primary())
                .filter(names::contains)
                .findFirst()
                .orElse(names.size() == 1 ? names.getFirst() : asked.primary());
    }

    private static RawPod named(RawPod pod, String name) {
        if (name.equals(pod.primary())) {
            return pod;
        }
        if (pod.spec().getContainers().stream()
                .anyMatch(container -> container.getName().equals(name))) {
            throw new BadTemplateException("the name '%s' of a container is that of the primary one here", name);
        }
        RawPod renamed = changed(pod, container -> container.withName(name));
        return new RawPod(renamed.spec(), name, renamed.labels(), renamed.annotations());
    }

    private static RawPod changed(RawPod pod, UnaryOperator<ContainerBuilder> change) {
        List<Container> containers = pod.spec().getContainers().stream()
                .map(container -> container.getName().equals(pod.primary())
                        ? change.apply(new ContainerBuilder(container)).build()
                        : container)
                .toList();
        PodSpec spec = new PodSpecBuilder(pod.spec()).withContainers(containers).build();
        return new RawPod(spec, pod.primary(), pod.labels(), pod.annotations());
    }
}
