package org.flyte.platform.connect.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import org.flyte.platform.connect.CallMemory;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100, 3);

    @Test
    void refusesWhatAllSharesTogetherMayNotHold() throws StatusException {
        ByteBudget.Share one = budget.share();
        ByteBudget.Share two = budget.share();
        one.take(60);
        two.take(40);

        assertThatThrownBy(() -> two.take(1))
                .hasMessage("UNAVAILABLE: the server holds messages of 100 bytes, "
                        + "and takes no more at present: try again");
        budget.share().take(3);
        one.give(13);
        two.take(10);
        assertThat(budget.taken()).isEqualTo(100);
    }

    @Test
    void grantsAnythingToOneWhileTheOthersHoldLittle() throws StatusException {
        budget.share().take(50);
        ByteBudget.Share one = budget.share();
        one.take(450);
        one.take(500);

        assertThat(budget.taken()).isEqualTo(1_000);
        assertThatThrownBy(() -> budget.share().take(4)).isInstanceOf(StatusException.class);
    }

    @Test
    void holdsNothingAfterTheEnd() throws StatusException {
        ByteBudget.Share one = budget.share();
        one.take(50);
        one.close();
        one.take(50);
        one.give(50);

        assertThat(budget.taken()).isZero();
    }

    @Test
    void givesBackNoMoreThanWasTaken() throws StatusException {
        ByteBudget.Share one = budget.share();
        one.take(5);
        one.give(50);

        assertThat(budget.taken()).isZero();
    }

    @Test
    void runsStepsOnceTheCallHasLeft() throws Exception {
        ByteBudget.Share one = budget.share();
        List<String> steps = new ArrayList<>();
        CallMemory of = one.in(Context.ROOT).call(() -> CallMemory.current().orElseThrow());
        of.take(50);
        of.whenLeft(() -> steps.add("first " + budget.taken()));
        assertThat(steps).isEmpty();
        assertThat(of.hasLeft()).isFalse();

        one.close();
        one.close();
        of.whenLeft(() -> steps.add("late"));

        assertThat(steps).containsExactly("first 0", "late");
        assertThat(of.hasLeft()).isTrue();
        assertThat(CallMemory.current()).isEmpty();
    }
}
