package org.flyte.executor.plugins.connector.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls are spread, with a burst of one second after a quiet time. */
class PaceTest {
    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(10, now::get);

    @Test
    void letsASecondOfCallsGoAtOnceAndSpreadsTheRest() {
        for (int i = 0; i <= 10; i++) {
            assertThat(pace.reserve()).isZero();
        }
        assertThat(pace.reserve()).isEqualTo(Duration.ofMillis(100));
        assertThat(pace.reserve()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void savesNoMoreThanASecond() {
        now.set(Duration.ofHours(1).toNanos());
        for (int i = 0; i <= 10; i++) {
            assertThat(pace.reserve()).isZero();
        }
        assertThat(pace.reserve()).isPositive();
    }
}
