package org.flyte.runs.signal;

import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * A value for a waiting condition.
 *
 * @param parent of the condition, "" when the client does not know it
 */
public record ConditionSignal(ActionKey condition, String parent, Literal value) {
    /** Fails with InvalidArgument that names the field. */
    public static ConditionSignal of(SignalEventRequest request) {
        return new ConditionSignal(
                RequestFields.action("action_id", request.getActionId()),
                request.getParentActionName(),
                literal(request.getPayload()));
    }

    static Literal literal(EventPayload payload) {
        Primitive.Builder primitive = Primitive.newBuilder();
        switch (payload.getValueCase()) {
            case BOOL_VALUE -> primitive.setBoolean(payload.getBoolValue());
            case INT_VALUE -> primitive.setInteger(payload.getIntValue());
            case FLOAT_VALUE -> primitive.setFloatValue(payload.getFloatValue());
            case STRING_VALUE -> primitive.setStringValue(payload.getStringValue());
            case VALUE_NOT_SET ->
                throw new InvalidArgument(
                        "payload.value is required: bool_value, int_value, float_value or string_value");
        }
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(primitive))
                .build();
    }
}
