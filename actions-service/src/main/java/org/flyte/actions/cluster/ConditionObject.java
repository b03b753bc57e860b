package org.flyte.actions.cluster;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/**
 * The TaskAction of a condition, read from Kubernetes.
 *
 * @param value the value it was signalled with, null for none
 * @param version the resource version that a write requires to be unchanged
 */
public record ConditionObject(ObjectName resource, SimpleType type, Literal value, ActionPhase phase, String version) {
    /** Empty when the action has no TaskAction; {@code FlyteException.FailedPrecondition} when it is not a condition. */
    static Optional<ConditionObject> of(Optional<TaskAction> read) {
        return read.flatMap(object -> TaskActionReader.read(object).map(action -> {
            if (!Names.TYPE_CONDITION.equals(object.getSpec().actionType)) {
                throw new FailedPrecondition(
                        "action %s is not a condition", action.key().name());
            }
            ObjectMeta meta = object.getMetadata();
            return new ConditionObject(
                    action.resource(),
                    type(object),
                    action.status().value(),
                    action.phase(),
                    meta.getResourceVersion());
        }));
    }

    /** The merge patch of the status that sets the value; Kubernetes refuses it when the object has changed since. */
    String signalPatch(Literal signal, String by, Instant at) {
        return """
                {"metadata":{"resourceVersion":"%s"},"status":{"signalValue":"%s","signalledBy":%s,"signalledAt":"%s"}}""".formatted(version, Base64.getEncoder().encodeToString(signal.toByteArray()), quoted(by), at);
    }

    private static SimpleType type(TaskAction object) {
        byte[] spec = object.getSpec().conditionSpec;
        try {
            return ConditionAction.parseFrom(spec == null ? new byte[0] : spec)
                    .getType()
                    .getSimple();
        } catch (InvalidProtocolBufferException malformed) {
            throw new FailedPrecondition(
                    "condition %s: its spec cannot be parsed",
                    object.getMetadata().getName());
        }
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
