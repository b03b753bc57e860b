package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.config.Shard;

/** The cached task pods: those of the informer, and created ones until the informer has caught up. */
@ApplicationScoped
public class PodCache {
    private final String selector;
    private final PodChanges changes;
    private volatile InformerEventSource<Pod, TaskAction> source;

    PodCache(PodConfig config, ExecutorConfig executor, Clock clock) {
        String managed = Names.LABEL_MANAGED + "=true";
        this.selector =
                Shard.of(executor).selector().map(own -> managed + "," + own).orElse(managed);
        this.changes = new PodChanges(new PodPhases(config), clock);
    }

    /** The informer whose events wake the reconciler. */
    public InformerEventSource<Pod, TaskAction> open(EventSourceContext<TaskAction> context) {
        InformerEventSourceConfiguration<Pod> config = InformerEventSourceConfiguration.from(
                        Pod.class, TaskAction.class)
                .withName("pods")
                .withLabelSelector(selector)
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(TaskAction.class))
                .withItemStore(new PrunedPods())
                .withOnAddFilter(changes::isNews)
                .withOnUpdateFilter(changes)
                .build();
        source = new InformerEventSource<>(config, context);
        return source;
    }

    Optional<Pod> get(String namespace, String name) {
        return source == null ? Optional.empty() : source.get(new ResourceID(name, namespace));
    }

    /** All pods of an action. */
    Stream<Pod> of(TaskAction action) {
        return source == null ? Stream.empty() : source.getSecondaryResources(action).stream();
    }

    void created(Pod pod) {
        source.handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
    }
}
