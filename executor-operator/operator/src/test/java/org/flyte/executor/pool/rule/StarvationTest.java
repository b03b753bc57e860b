package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flyte.executor.pool.rule.Starvation.Member;
import org.junit.jupiter.api.Test;

class StarvationTest {
    private static final Member ROOT = new Member("r", "a0", null);
    private static final Member CHILD = new Member("r", "c1", "a0");
    private static final Member GRANDCHILD = new Member("r", "g1", "c1");
    private static final Member STRANGER = new Member("other", "c1", "a0");

    @Test
    void aChildOfTheOnlyHolderStarves() {
        assertThat(Starvation.isTotal(List.of(ROOT), List.of(CHILD))).isTrue();
    }

    @Test
    void aHolderThatWaitsForNobodyWillBeFree() {
        assertThat(Starvation.isTotal(List.of(ROOT, STRANGER), List.of(CHILD))).isFalse();
        assertThat(Starvation.isTotal(List.of(ROOT), List.of())).isFalse();
    }

    @Test
    void holdersThatWaitForHoldersThatWaitStarveToo() {
        assertThat(Starvation.isTotal(List.of(ROOT, CHILD), List.of(GRANDCHILD)))
                .isTrue();
    }

    @Test
    void anActionOfTheSameNameInAnotherRunIsAnotherAction() {
        assertThat(Starvation.isTotal(List.of(ROOT), List.of(STRANGER))).isFalse();
    }
}
