package org.flyte.actions.signal.rule;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.SimpleType;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Decides whether a condition can be signalled with a value.
 *
 * @param value the value it was signalled with, null for none
 */
public record ConditionState(String name, SimpleType type, Literal value, ActionPhase phase) {
    /** True when the value is to be written, false when it has been written before. */
    public boolean accepts(SignalValue signal) {
        if (value != null) {
            if (value.equals(signal.literal())) {
                return false;
            }
            throw new FailedPrecondition("condition %s has been signalled with another value", name);
        }
        if (ActionPhases.isTerminal(phase)) {
            throw new FailedPrecondition("condition %s has ended as %s", name, ActionPhases.shortName(phase));
        }
        if (signal.type() != type) {
            throw new InvalidArgument("value is %s; condition %s takes %s", signal.type(), name, type);
        }
        return true;
    }
}
