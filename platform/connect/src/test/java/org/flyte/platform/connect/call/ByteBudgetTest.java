package org.flyte.platform.connect.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusException;
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
}
