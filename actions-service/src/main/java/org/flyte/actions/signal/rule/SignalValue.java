package org.flyte.actions.signal.rule;

import org.flyte.idl.core.Literal;
import org.flyte.idl.core.SimpleType;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A value that a condition can be signalled with: a scalar of one of four types. */
public record SignalValue(Literal literal, SimpleType type) {
    /** Checks what can be checked without the condition. */
    public static SignalValue of(Literal literal) {
        SimpleType type = typeOf(literal);
        if (type == SimpleType.NONE) {
            throw new InvalidArgument("value must be a scalar of type BOOLEAN, INTEGER, FLOAT or STRING");
        }
        return new SignalValue(literal, type);
    }

    private static SimpleType typeOf(Literal value) {
        return switch (value.getScalar().getPrimitive().getValueCase()) {
            case BOOLEAN -> SimpleType.BOOLEAN;
            case INTEGER -> SimpleType.INTEGER;
            case FLOAT_VALUE -> SimpleType.FLOAT;
            case STRING_VALUE -> SimpleType.STRING;
            case DATETIME, DURATION, VALUE_NOT_SET -> SimpleType.NONE;
        };
    }
}
