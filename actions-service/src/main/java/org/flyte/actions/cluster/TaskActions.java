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
import org.flyte.actions.id.ActionKey;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.idl.core.Literal;

/** Writes TaskActions. All methods block on one Kubernetes request: call them on virtual threads. */
@ApplicationScoped
public class TaskActions {
    private static final int CONFLICT = 409;

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final ActionIndex index;

    TaskActions(KubernetesClient kubernetes, KubernetesConfig config, ActionIndex index) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
        this.index = index;
    }

    /** The name of the TaskAction of an action. */
    public static String resourceName(ActionKey key) {
        return Names.resource(key.run().project(), key.run().domain(), key.run().name(), key.name());
    }

    /** Creates the object; one of the same name is the same action, and that is as good. */
    public void create(TaskAction object) {
        try {
            TaskAction created = all().inNamespace(namespace).resource(object).create();
            TaskActionReader.read(created).ifPresent(index::remember);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw KubernetesFailures.of(e, "action " + object.getSpec().actionName);
            }
        }
    }

    /** Asks for the removal; false when there is no such object. */
    public boolean delete(String resource) {
        try {
            return !named(resource).delete().isEmpty();
        } catch (KubernetesClientException e) {
            throw KubernetesFailures.of(e, "TaskAction " + resource);
        }
    }

    /** The whole object, template included. */
    public Optional<TaskAction> read(String resource) {
        try {
            return Optional.ofNullable(named(resource).get());
        } catch (KubernetesClientException e) {
            throw KubernetesFailures.of(e, "TaskAction " + resource);
        }
    }

    /** Reads the facts of an action from Kubernetes itself, for the rare case that the index does not have it. */
    public Optional<TrackedAction> readTracked(ActionKey key) {
        return read(resourceName(key)).flatMap(TaskActionReader::read);
    }

    /** The condition as it is now; {@code FlyteException.FailedPrecondition} when the action is none. */
    public Optional<ConditionObject> readCondition(ActionKey key) {
        return ConditionObject.of(read(resourceName(key)));
    }

    /** Gives a condition its value; false when somebody else wrote since it was read. */
    public boolean signal(ConditionObject condition, Literal value, String by, Instant at) {
        try {
            named(condition.resource())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), condition.signalled(value, by, at));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            throw KubernetesFailures.of(e, "TaskAction " + condition.resource());
        }
    }

    private Resource<TaskAction> named(String resource) {
        return all().inNamespace(namespace).withName(resource);
    }

    private MixedOperation<TaskAction, KubernetesResourceList<TaskAction>, Resource<TaskAction>> all() {
        return kubernetes.resources(TaskAction.class);
    }
}
