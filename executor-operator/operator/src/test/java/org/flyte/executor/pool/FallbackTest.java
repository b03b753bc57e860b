package org.flyte.executor.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallbackTest {
    @ParameterizedTest(name = "identity={0}, again={1}, concurrency={2}: {3}")
    @CsvSource({
        "false, false, 1, ''",
        "false, true,  1, ''",
        "false, false, 8, ''",
        "false, true,  8, retry",
        "true,  false, 1, identity",
        "true,  true,  8, identity",
    })
    void asksForNoSlotThatCannotBeUsed(boolean identity, boolean again, int concurrency, String expected) {
        assertThat(Fallback.before(identity, again, concurrency)
                        .map(because -> because.why().label())
                        .orElse(""))
                .isEqualTo(expected);
    }
}
