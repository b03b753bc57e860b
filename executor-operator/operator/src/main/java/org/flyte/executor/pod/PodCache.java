package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.config.Shard;
import org.flyte.executor.plugin.TaskExecution;

/** The cached task pods: those of the informer, and created ones until the informer has caught up. */
@ApplicationScoped
public class PodCache {
    private static final SecondaryToPrimaryMapper<Pod> OWNERS = Mappers.fromOwnerReferences(TaskAction.class);

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
                .withSecondaryToPrimaryMapper(PodCache::actions)
                .withItemStore(new PrunedPods())
                .withOnAddFilter(changes::isNews)
                .withOnUpdateFilter(changes)
                .build();
        source = new InformerEventSource<>(config, context);
        return source;
    }

    /** Its owner; of a pod that an object of an action has made, the action that the pod names. */
    private static Set<ResourceID> actions(Pod pod) {
        Set<ResourceID> owners = OWNERS.toPrimaryResourceIDs(pod);
        String named = annotation(pod, Names.ANNOTATION_TASK_ACTION);
        return owners.isEmpty() && named != null
                ? Set.of(new ResourceID(named, pod.getMetadata().getNamespace()))
                : owners;
    }

    /** The pods of a try that are not owned by its TaskAction. */
    Stream<Pod> indirect(TaskExecution execution) {
        return of(execution.action())
                .filter(pod -> execution.objectName().equals(annotation(pod, Names.ANNOTATION_TRY)))
                .filter(pod -> execution.uid().equals(annotation(pod, Names.ANNOTATION_TASK_ACTION_UID)));
    }

    private static String annotation(Pod pod, String name) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
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
