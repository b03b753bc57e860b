package org.flyte.runs.signal;

import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.query.row.ActionDetailsRow;

/** What is known of a condition when it is signalled. */
record RecordedCondition(ActionDetailsRow action) {
    /**
     * Whether the signal is to be passed on: not when the condition has ended with the same value. Fails with
     * FailedPrecondition when the action is no condition or has ended otherwise, and with InvalidArgument when the condition
     * takes values of another type.
     */
    boolean accepts(Literal value) {
        String name = action.row().name();
        if (action.row().type() != ActionType.ACTION_TYPE_CONDITION) {
            throw new FailedPrecondition("action_id.name: action %s is no condition", name);
        }
        if (action.row().hasEnded()) {
            if (value.equals(action.signal().value())) {
                return false;
            }
            throw new FailedPrecondition(
                    "condition %s has ended as %s",
                    name, ActionPhases.shortName(action.row().phase()));
        }
        SimpleType given = typeOf(value.getScalar().getPrimitive());
        SimpleType wanted = wantedType();
        if (wanted != SimpleType.NONE && given != wanted) {
            throw new InvalidArgument("payload.value is %s; condition %s takes %s", given, name, wanted);
        }
        return true;
    }

    String parent() {
        return action.row().parent() == null ? "" : action.row().parent();
    }

    /** NONE when it is not known here: then actions-service decides. */
    private SimpleType wantedType() {
        return action.row().kind().condition() == null
                ? SimpleType.NONE
                : action.row().kind().condition().getType().getSimple();
    }

    private static SimpleType typeOf(Primitive value) {
        return switch (value.getValueCase()) {
            case BOOLEAN -> SimpleType.BOOLEAN;
            case INTEGER -> SimpleType.INTEGER;
            case FLOAT_VALUE -> SimpleType.FLOAT;
            case STRING_VALUE -> SimpleType.STRING;
            case DATETIME -> SimpleType.DATETIME;
            case DURATION -> SimpleType.DURATION;
            case VALUE_NOT_SET -> SimpleType.NONE;
        };
    }
}
