package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.WorkerPool;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.Shard;

/** The cached pods of pools, and what wakes the reconciler of pools. */
@ApplicationScoped
class WorkerPodCache {
    private final String selector;
    private volatile InformerEventSource<Pod, WorkerPool> pods;
    private volatile SimpleInboundEventSource<WorkerPool> changes;

    WorkerPodCache(ExecutorConfig config) {
        this.selector = Shard.of(config)
                .selector()
                .map(own -> Names.LABEL_POOL + "," + own)
                .orElse(Names.LABEL_POOL);
    }

    List<EventSource<?, WorkerPool>> open(EventSourceContext<WorkerPool> context) {
        var config = InformerEventSourceConfiguration.from(Pod.class, WorkerPool.class)
                .withName("worker-pods")
                .withLabelSelector(selector)
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(WorkerPodCache::poolOf)
                .build();
        pods = new InformerEventSource<>(config, context);
        changes = new SimpleInboundEventSource<>("pool-changes");
        return List.of(pods, changes);
    }

    private static Set<ResourceID> poolOf(Pod pod) {
        return Set.of(new ResourceID(
                pod.getMetadata().getLabels().get(Names.LABEL_POOL),
                pod.getMetadata().getNamespace()));
    }

    Optional<Pod> get(String namespace, String name) {
        return pods == null ? Optional.empty() : pods.get(new ResourceID(name, namespace));
    }

    /** The pods of a pool, in any state. */
    Stream<Pod> of(WorkerPool pool) {
        return pods.getSecondaryResources(pool).stream();
    }

    void created(Pod pod) {
        pods.handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
    }

    /** The pool is reconciled soon. */
    void changed(String namespace, String pool) {
        if (changes != null) {
            changes.propagateEvent(new ResourceID(pool, namespace));
        }
    }
}
