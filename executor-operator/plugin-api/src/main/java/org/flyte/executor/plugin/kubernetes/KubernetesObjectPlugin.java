package org.flyte.executor.plugin.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.idl.core.LogContext;

/**
 * A plugin whose try is one namespaced Kubernetes object that a controller carries out: an implementation says what is in the object,
 * and what its status means. The kind must be one of those of the provider.
 */
public abstract class KubernetesObjectPlugin implements TaskPlugin {
    private static final int CONFLICT = 409;

    private final PluginContext context;
    private final ObjectKind kind;
    private final int maxNameLength;

    /** @param maxNameLength of the objects, so that the names of what their controller makes of them are legal; at least 20 */
    protected KubernetesObjectPlugin(PluginContext context, ObjectKind kind, int maxNameLength) {
        this.context = context;
        this.kind = kind;
        this.maxNameLength = maxNameLength;
    }

    /**
     * The object of a try, without name, namespace and owner.
     *
     * @throws StartException when the task cannot become one
     */
    protected abstract HasMetadata build(TaskExecution execution);

    /** How an object stands by its status. That it is being deleted is taken into account by the caller. */
    protected abstract Report judge(TaskExecution execution, GenericKubernetesResource object);

    /** Name of the pod whose log is that of the try; empty while there is none. */
    protected Optional<String> leadingPod(TaskExecution execution) {
        return Optional.empty();
    }

    protected final PluginContext context() {
        return context;
    }

    /** The cached object of a try. */
    protected final Optional<GenericKubernetesResource> cached(TaskExecution execution) {
        return context.objects()
                .get(kind, execution.namespace(), name(execution))
                .filter(object -> isOf(object, execution));
    }

    /** When an object was created. */
    protected static Instant createdAt(HasMetadata object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }

    /** Name of the object of a try. */
    protected final String name(TaskExecution execution) {
        return execution.objectName(maxNameLength);
    }

    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return cached(execution).map(object -> report(execution, object));
    }

    @Override
    public Optional<Report> observeLive(TaskExecution execution) {
        return live(execution).map(object -> report(execution, object));
    }

    private Report report(TaskExecution execution, GenericKubernetesResource object) {
        Report report = judge(execution, object);
        String deletion = object.getMetadata().getDeletionTimestamp();
        return deletion == null || report.isOver()
                ? report
                : new Report.Leaving(Instant.parse(deletion), report.details());
    }

    @Override
    public StartResult start(TaskExecution execution) {
        HasMetadata object = build(execution);
        object.setMetadata(metadata(execution, object.getMetadata()));
        try {
            objects(execution).resource(generic(object)).create();
            return StartResult.Started.WITH_EVENTS;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw new CreateRefusal(e).toExceptionOf(kind.crd());
            }
            if (live(execution).isEmpty()) {
                throw StartException.nameTaken(name(execution));
            }
            return new StartResult.Existing();
        }
    }

    /** The client knows the address of a kind by its context only, not by the class of an object. */
    private GenericKubernetesResource generic(HasMetadata object) {
        return object instanceof GenericKubernetesResource generic
                ? generic
                : context.kubernetes()
                        .getKubernetesSerialization()
                        .convertValue(object, GenericKubernetesResource.class);
    }

    private ObjectMeta metadata(TaskExecution execution, ObjectMeta own) {
        Map<String, String> labels = new HashMap<>();
        if (execution.action().getMetadata().getLabels() != null) {
            labels.putAll(execution.action().getMetadata().getLabels());
        }
        return new ObjectMetaBuilder(own == null ? new ObjectMeta() : own)
                .withName(name(execution))
                .withNamespace(execution.namespace())
                .addToLabels(labels)
                .addToLabels(Names.LABEL_MANAGED, "true")
                .addToAnnotations(Names.ANNOTATION_TRY, execution.objectName())
                .withOwnerReferences(new OwnerReferenceBuilder(execution.owner())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .build();
    }

    @Override
    public void stop(TaskExecution execution) {
        cached(execution)
                .or(() -> live(execution))
                .filter(object -> isUnfinished(execution, object))
                .ifPresent(object -> delete(execution, object));
    }

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {
        TaskAction action = execution.action();
        context.objects()
                .of(kind, action)
                .filter(object -> !kept.test(tryOf(object)) && isUnfinished(execution, object))
                .forEach(object -> delete(execution, object));
    }

    @Override
    public Optional<LogContext> logs(TaskExecution execution) {
        return leadingPod(execution)
                .flatMap(pod -> context.pods().logs(context.pods().pods(execution), pod));
    }

    private boolean isUnfinished(TaskExecution execution, GenericKubernetesResource object) {
        return object.getMetadata().getDeletionTimestamp() == null && !hasEnded(execution, object);
    }

    /**
     * Whether an object has ended by itself, and may stay: others are deleted when their try is stopped. By default, when its report
     * says so; not the same where a try has failed by one of its pods while the controller of the object still waits for it.
     */
    protected boolean hasEnded(TaskExecution execution, GenericKubernetesResource object) {
        return judge(execution, object).isOver();
    }

    private void delete(TaskExecution execution, GenericKubernetesResource object) {
        objects(execution).withName(object.getMetadata().getName()).delete();
    }

    private Optional<GenericKubernetesResource> live(TaskExecution execution) {
        return Optional.ofNullable(objects(execution).withName(name(execution)).get())
                .filter(object -> isOf(object, execution));
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> objects(
            TaskExecution execution) {
        return context.kubernetes()
                .genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(kind.group())
                        .withVersion(kind.version())
                        .withKind(kind.kind())
                        .withPlural(kind.plural())
                        .withNamespaced(true)
                        .build())
                .inNamespace(execution.namespace());
    }

    private static String tryOf(GenericKubernetesResource object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(Names.ANNOTATION_TRY, "");
    }

    private static boolean isOf(GenericKubernetesResource object, TaskExecution execution) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> execution.uid().equals(owner.getUid()));
    }
}
