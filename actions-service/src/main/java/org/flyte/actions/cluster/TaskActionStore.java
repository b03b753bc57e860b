package org.flyte.actions.cluster;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.flyte.actions.KubernetesConfig;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskNamespaces;
import org.flyte.idl.core.Literal;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.flyte.platform.model.ActionKey;

/** Reads and writes TaskActions. Each method blocks on one Kubernetes request: call them on virtual threads. */
@ApplicationScoped
public class TaskActionStore {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient kubernetes;
    private final TaskNamespaces namespaces;
    private final ActionIndex index;
    private final ObjectWriter writer;
    private final SingleFlight<ActionKey, Optional<TrackedAction>> reads = new SingleFlight<>();

    TaskActionStore(KubernetesClient kubernetes, KubernetesConfig config, ActionIndex index) {
        this.kubernetes = kubernetes;
        this.namespaces = new TaskNamespaces(config.taskNamespace());
        this.index = index;
        this.writer = new ObjectWriter(kubernetes);
    }

    /** The name of the TaskAction of an action. */
    public static String resourceName(ActionKey key) {
        return Names.resource(key.project(), key.domain(), key.runName(), key.name());
    }

    /** Where the TaskAction of an action is. */
    public ObjectName nameOf(ActionKey key) {
        return new ObjectName(namespaces.of(key.project(), key.domain()), resourceName(key));
    }

    /**
     * Creates the object, and its namespace if that is by project and domain and missing. Idempotent: an object of the same name is the
     * same action.
     */
    public void create(TaskAction object) {
        String namespace = namespaces.of(object.getSpec().project, object.getSpec().domain);
        object.getMetadata().setNamespace(namespace);
        String subject = "action " + object.getSpec().actionName;
        try {
            write(object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND || namespaces.isShared()) {
                throw new KubernetesError(e).toFlyteException(subject);
            }
            createNamespace(namespace, subject);
            try {
                write(object);
            } catch (KubernetesClientException again) {
                throw new KubernetesError(again).toFlyteException(subject);
            }
        }
    }

    private void write(TaskAction object) {
        try {
            TaskActionReader.read(writer.create(object)).ifPresent(index::addCreated);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private void createNamespace(String namespace, String subject) {
        try {
            new Namespaces(kubernetes).create(namespace);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw new KubernetesError(e)
                        .toFlyteException(
                                "%s: namespace %s does not exist and cannot be created".formatted(subject, namespace));
            }
        }
    }

    /** Requests the deletion; false when there is no such object. */
    public boolean delete(ObjectName resource) {
        try {
            return !named(resource).delete().isEmpty();
        } catch (KubernetesClientException e) {
            throw new KubernetesError(e).toFlyteException("TaskAction " + resource);
        }
    }

    /** The whole object, template included. */
    public Optional<TaskAction> read(ObjectName resource) {
        try {
            return Optional.ofNullable(named(resource).get());
        } catch (KubernetesClientException e) {
            throw new KubernetesError(e).toFlyteException("TaskAction " + resource);
        }
    }

    /**
     * Reads an action from Kubernetes that the index does not have, and adds it to the index until the informer receives
     * it. Concurrent calls for one action share one request.
     */
    public Optional<TrackedAction> readTracked(ActionKey key) {
        return reads.get(key, () -> {
            Optional<TrackedAction> known = index.find(key);
            if (known.isPresent()) {
                return known;
            }
            Optional<TrackedAction> read = read(nameOf(key)).flatMap(TaskActionReader::read);
            read.ifPresent(index::addRead);
            return read;
        });
    }

    /** The current condition; {@code FlyteException.FailedPrecondition} when the action is not a condition. */
    public Optional<ConditionObject> readCondition(ActionKey key) {
        return ConditionObject.of(read(nameOf(key)));
    }

    /** Writes the value of a condition; false when the object has changed since it was read. */
    public boolean signal(ConditionObject condition, Literal value, String by, Instant at) {
        try {
            named(condition.resource())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), condition.signalPatch(value, by, at));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            throw new KubernetesError(e).toFlyteException("TaskAction " + condition.resource());
        }
    }

    private Resource<TaskAction> named(ObjectName resource) {
        return all().inNamespace(resource.namespace()).withName(resource.name());
    }

    private MixedOperation<TaskAction, KubernetesResourceList<TaskAction>, Resource<TaskAction>> all() {
        return kubernetes.resources(TaskAction.class);
    }
}
