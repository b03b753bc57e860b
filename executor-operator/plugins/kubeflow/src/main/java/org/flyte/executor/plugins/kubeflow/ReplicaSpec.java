package org.flyte.executor.plugins.kubeflow;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.Resources;
import org.flyte.idl.plugins.CommonReplicaSpec;
import org.flyte.idl.plugins.RestartPolicy;

/**
 * What a task asks for of the pods in one role.
 *
 * @param count how many
 * @param image empty for that of the task
 * @param resources the default instance for those of the task
 * @param args in place of those of the task; empty for those
 */
record ReplicaSpec(int count, String image, Resources resources, RestartPolicy restart, List<String> args) {
    private static final String COMMON = "common";

    /** As many pods of the task. */
    static ReplicaSpec of(int count) {
        return new ReplicaSpec(
                count, "", Resources.getDefaultInstance(), RestartPolicy.RESTART_POLICY_NEVER, List.of());
    }

    /** A replica spec of any of the messages of Kubeflow: what is in {@code common} counts, else the deprecated fields beside it. */
    static ReplicaSpec of(Message spec) {
        FieldDescriptor common = spec.getDescriptorForType().findFieldByName(COMMON);
        Message source = spec.hasField(common) ? (CommonReplicaSpec) spec.getField(common) : spec;
        return new ReplicaSpec(
                (Integer) value(source, "replicas"),
                (String) value(source, "image"),
                (Resources) value(source, "resources"),
                RestartPolicy.valueOf((EnumValueDescriptor) value(source, "restart_policy")),
                command(spec));
    }

    private static Object value(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    /** Only the messages of MPI have one. */
    private static List<String> command(Message spec) {
        FieldDescriptor field = spec.getDescriptorForType().findFieldByName("command");
        return field == null
                ? List.of()
                : ((List<?>) spec.getField(field)).stream().map(String::valueOf).toList();
    }

    /** The same with another number of pods. */
    ReplicaSpec count(int other) {
        return new ReplicaSpec(other, image, resources, restart, args);
    }

    /** The same with other arguments. */
    ReplicaSpec args(List<String> other) {
        return new ReplicaSpec(count, image, resources, restart, other);
    }

    /** The same, refused when there are no pods. */
    ReplicaSpec required(String field) {
        if (count < 1) {
            throw bad("%s is %d, at least 1 is needed", field, count);
        }
        return this;
    }

    /** The same, refused when the number is none. */
    ReplicaSpec optional(String field) {
        if (count < 0) {
            throw bad("%s is %d", field, count);
        }
        return this;
    }

    /** The replica spec of a job. */
    Fields manifest(JobPods pods, PodRole role, String container) {
        PodTemplateSpec template = pods.template(
                role,
                PodVariant.named(container).image(image).resources(resources).args(args));
        // The controller sets it by the policy of the replica, and warns of one in the template.
        template.getSpec().setRestartPolicy(null);
        return new Fields()
                .put("replicas", count)
                .put("restartPolicy", restartPolicy())
                .put("template", template);
    }

    private String restartPolicy() {
        return switch (restart) {
            case RESTART_POLICY_NEVER -> "Never";
            case RESTART_POLICY_ON_FAILURE -> "OnFailure";
            case RESTART_POLICY_ALWAYS -> "Always";
            case UNRECOGNIZED -> throw bad("restart_policy is not known");
        };
    }
}
