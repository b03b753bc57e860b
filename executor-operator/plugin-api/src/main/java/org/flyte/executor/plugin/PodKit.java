package org.flyte.executor.plugin;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.idl.core.LogContext;

/** Pods as the operator makes and judges them, for plugins whose objects make pods; see docs/behaviour/pods.md. */
public interface PodKit {
    /** The role of a pod. */
    String LABEL_ROLE = "flyte.org/role";

    /** On the template of a pod: the name of its primary container. */
    String ANNOTATION_PRIMARY = "primary_container_name";

    /**
     * The pod of a try in a role: containers, environment, resources, scheduling, labels and annotations as of a task pod, with
     * commands filled in. Has no name and no owner; its annotations make {@link #pods} find it, and so must reach the pod. Secrets are
     * given to it by the webhook.
     *
     * @param execution with another template, when the pod of the role is another: {@link TaskExecution#with}
     * @throws StartException when the template cannot become a pod
     */
    default PodTemplateSpec template(TaskExecution execution, PodRole role) {
        return template(execution, role, PodVariant.NONE);
    }

    /**
     * As {@link #template(TaskExecution, PodRole)}, of a role whose pod differs from that of the task.
     *
     * @throws StartException when the template and the variant cannot become a pod
     */
    PodTemplateSpec template(TaskExecution execution, PodRole role, PodVariant variant);

    /** The cached pods of a try that were made by {@link #template}, in any state. */
    Stream<Pod> pods(TaskExecution execution);

    /** Judges a pod: what it waits for, whether it can still run, why it failed and whose fault that is. */
    Report verdict(Pod pod, Instant now);

    /**
     * Where the logs of these pods are; empty without pods.
     *
     * @param primaryPod name of the one whose log is that of the try
     */
    Optional<LogContext> logs(Stream<Pod> pods, String primaryPod);
}
