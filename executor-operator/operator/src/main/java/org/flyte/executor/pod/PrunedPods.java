package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.flyte.crd.Names;

/** Keeps of each pod only what decisions need: names, owner, status, and the labels of pods that objects of plugins have made. So ten thousand pods fit into a small heap. */
final class PrunedPods implements ItemStore<Pod> {
    private final ConcurrentHashMap<String, Pod> pods = new ConcurrentHashMap<>();

    @Override
    public String getKey(Pod pod) {
        return Cache.metaNamespaceKeyFunc(pod);
    }

    @Override
    public Pod put(String key, Pod pod) {
        return pods.put(key, prune(pod));
    }

    @Override
    public Pod remove(String key) {
        return pods.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return pods.keySet().stream();
    }

    @Override
    public Stream<Pod> values() {
        return pods.values().stream();
    }

    @Override
    public int size() {
        return pods.size();
    }

    @Override
    public Pod get(String key) {
        return pods.get(key);
    }

    static Pod prune(Pod pod) {
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder(pod.getMetadata())
                        .withManagedFields(List.of())
                        .withLabels(isOfPlugin(pod) ? pod.getMetadata().getLabels() : null)
                        .build())
                .withSpec(new PodSpecBuilder()
                        .withContainers(pod.getSpec().getContainers().stream()
                                .map(PrunedPods::nameOnly)
                                .toList())
                        .build())
                .withStatus(pod.getStatus())
                .build();
    }

    /** Plugins tell the pods of their objects apart by labels. */
    private static boolean isOfPlugin(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Names.ANNOTATION_TASK_ACTION);
    }

    private static Container nameOnly(Container container) {
        return new ContainerBuilder().withName(container.getName()).build();
    }
}
