package org.flyte.runs.signal;

import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A payload as the literal that a condition keeps. */
final class PayloadLiteral {
    private PayloadLiteral() {}

    /** Fails with InvalidArgument when the payload has no value. */
    static Literal of(EventPayload payload) {
        Primitive.Builder primitive = Primitive.newBuilder();
        switch (payload.getValueCase()) {
            case BOOL_VALUE -> primitive.setBoolean(payload.getBoolValue());
            case INT_VALUE -> primitive.setInteger(payload.getIntValue());
            case FLOAT_VALUE -> primitive.setFloatValue(payload.getFloatValue());
            case STRING_VALUE -> primitive.setStringValue(payload.getStringValue());
            case VALUE_NOT_SET -> throw new InvalidArgument("payload has no value");
        }
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(primitive))
                .build();
    }
}
