package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff MINUTE = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "10000, 60"})
    void doublesUpToTheLongestWait(int failures, int seconds) {
        assertThat(MINUTE.after(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void staysConstantWithAMultiplierOfOne() {
        Backoff constant = new Backoff(Duration.ofSeconds(5), 1, Duration.ofDays(1));
        assertThat(constant.after(7)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Backoff.NONE.after(7)).isZero();
    }

    @Test
    void jittersByUpToHalf() {
        Random random = new Random(7);
        for (int failures = 1; failures < 1000; failures++) {
            assertThat(MINUTE.jittered(failures, random))
                    .isBetween(MINUTE.after(failures).dividedBy(2), MINUTE.after(failures));
        }
    }
}
