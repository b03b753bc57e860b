package org.flyte.actions.signal.rule;

import org.flyte.actions.watch.rule.PhaseOrder;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.SimpleType;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Whether a condition takes a value (executor spec §1.5). */
public final class SignalRules {
    private SignalRules() {}

    /** Checks what can be checked without looking at the condition. */
    public static void checkValue(boolean present, Literal value) {
        if (!present || kind(value) == SimpleType.NONE) {
            throw new InvalidArgument("value must be a scalar of type BOOLEAN, INTEGER, FLOAT or STRING");
        }
    }

    /**
     * True when the value is to be written, false when it has been given before.
     *
     * @param given the value that the condition has, null for none
     */
    public static boolean judge(
            String condition, SimpleType declared, Literal given, ActionPhase phase, Literal value) {
        if (given != null) {
            if (given.equals(value)) {
                return false;
            }
            throw new FailedPrecondition("condition %s has been signalled with another value", condition);
        }
        if (PhaseOrder.isTerminal(phase)) {
            throw new FailedPrecondition("condition %s has ended as %s", condition, phase);
        }
        if (kind(value) != declared) {
            throw new InvalidArgument("value is %s; condition %s takes %s", kind(value), condition, declared);
        }
        return true;
    }

    private static SimpleType kind(Literal value) {
        Primitive primitive = value.getScalar().getPrimitive();
        return switch (primitive.getValueCase()) {
            case BOOLEAN -> SimpleType.BOOLEAN;
            case INTEGER -> SimpleType.INTEGER;
            case FLOAT_VALUE -> SimpleType.FLOAT;
            case STRING_VALUE -> SimpleType.STRING;
            case DATETIME, DURATION, VALUE_NOT_SET -> SimpleType.NONE;
        };
    }
}
