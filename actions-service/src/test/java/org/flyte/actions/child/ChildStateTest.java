package org.flyte.actions.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_FAILED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_TIMED_OUT;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ExecutionError;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildStateTest {
    private static final ActionKey CHILD = new ActionKey("p", "d", "r", "c1");

    @ParameterizedTest
    @CsvSource({"ACTION_PHASE_FAILED, Unknown", "ACTION_PHASE_TIMED_OUT, TimedOut"})
    void addsARecoverableErrorToAFailureWithoutOne(ActionPhase phase, String code) {
        ExecutionError error =
                ChildState.of(CHILD, 1, phase).withErrorIfFailed().update().getError();

        assertThat(error.getCode()).isEqualTo(code);
        assertThat(error.getRecoverability()).isEqualTo(ContainerError.Kind.RECOVERABLE);
    }

    @Test
    void keepsTheErrorOfAFailure() {
        ExecutionError error = ExecutionError.newBuilder().setCode("OOMKilled").build();
        ChildState failed = ChildState.of(CHILD, 1, ACTION_PHASE_FAILED).withError(error);

        assertThat(failed.withErrorIfFailed()).isEqualTo(failed);
    }

    @Test
    void addsNoErrorToASuccess() {
        ChildState succeeded = ChildState.of(CHILD, 1, ACTION_PHASE_SUCCEEDED);

        assertThat(succeeded.withErrorIfFailed()).isSameAs(succeeded);
        assertThat(succeeded.isFailure()).isFalse();
        assertThat(ChildState.of(CHILD, 1, ACTION_PHASE_TIMED_OUT).isFailure()).isTrue();
    }

    @Test
    void countsAttemptsFromOne() {
        assertThat(ChildState.of(CHILD, 0, ACTION_PHASE_SUCCEEDED).attempt()).isEqualTo(1);
    }
}
