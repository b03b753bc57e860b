package org.flyte.actions.signal.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_PAUSED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_TIMED_OUT;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;

class ConditionStateTest {
    private static final Literal YES = literal(Primitive.newBuilder().setBoolean(true));
    private static final Literal NO = literal(Primitive.newBuilder().setBoolean(false));
    private static final Literal ONE = literal(Primitive.newBuilder().setInteger(1));

    @Test
    void acceptsAValueOfItsTypeWhileItWaits() {
        assertThat(condition(null, ACTION_PHASE_PAUSED).accepts(SignalValue.of(YES)))
                .isTrue();
    }

    @Test
    void writesTheSameValueOnlyOnceEvenAfterItsEnd() {
        assertThat(condition(YES, ACTION_PHASE_PAUSED).accepts(SignalValue.of(YES)))
                .isFalse();
        assertThat(condition(YES, ACTION_PHASE_SUCCEEDED).accepts(SignalValue.of(YES)))
                .isFalse();
    }

    @Test
    void refusesAnotherValueThanBefore() {
        assertThatThrownBy(() -> condition(YES, ACTION_PHASE_PAUSED).accepts(SignalValue.of(NO)))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessage("condition approve has been signalled with another value");
    }

    @Test
    void refusesAValueAfterItsEnd() {
        assertThatThrownBy(() -> condition(null, ACTION_PHASE_TIMED_OUT).accepts(SignalValue.of(YES)))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessage("condition approve has ended as TIMED_OUT");
    }

    @Test
    void refusesAValueOfAnotherType() {
        assertThatThrownBy(() -> condition(null, ACTION_PHASE_PAUSED).accepts(SignalValue.of(ONE)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("value is INTEGER; condition approve takes BOOLEAN");
    }

    @Test
    void refusesAValueThatIsNoScalar() {
        assertThatThrownBy(() -> SignalValue.of(Literal.getDefaultInstance()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("value must be a scalar");
    }

    private static ConditionState condition(Literal value, ActionPhase phase) {
        return new ConditionState("approve", SimpleType.BOOLEAN, value, phase);
    }

    private static Literal literal(Primitive.Builder value) {
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(value))
                .build();
    }
}
