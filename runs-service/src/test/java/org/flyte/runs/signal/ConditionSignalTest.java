package org.flyte.runs.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.idl.core.Primitive;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;

class ConditionSignalTest {
    @Test
    void convertsEachKindOfValueToItsPrimitive() {
        assertThat(primitive(EventPayload.newBuilder().setBoolValue(false)).hasBoolean())
                .isTrue();
        assertThat(primitive(EventPayload.newBuilder().setIntValue(7)).getInteger())
                .isEqualTo(7);
        assertThat(primitive(EventPayload.newBuilder().setFloatValue(1.5)).getFloatValue())
                .isEqualTo(1.5);
        assertThat(primitive(EventPayload.newBuilder().setStringValue("")).hasStringValue())
                .isTrue();
    }

    @Test
    void rejectsAnEmptyPayload() {
        assertThatThrownBy(() -> ConditionSignal.literal(EventPayload.getDefaultInstance()))
                .isInstanceOf(InvalidArgument.class);
    }

    private static Primitive primitive(EventPayload.Builder payload) {
        return ConditionSignal.literal(payload.build()).getScalar().getPrimitive();
    }
}
