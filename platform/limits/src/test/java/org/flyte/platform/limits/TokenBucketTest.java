package org.flyte.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.flyte.platform.limits.TokenBucket.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Rate RATE = new Rate(10, 5);

    @Test
    void allowsABurstAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(RATE, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(bucket.take(RATE, 1, 0)).isZero();
        }
        assertThat(bucket.take(RATE, 1, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(RATE, 1, SECOND / 10)).isZero();
        assertThat(bucket.take(RATE, 1, SECOND / 10)).isPositive();
    }

    @Test
    void paysBackWhatIsLargerThanTheBurst() {
        TokenBucket bucket = new TokenBucket(RATE, 0);

        assertThat(bucket.take(RATE, 25, 0)).isZero();
        assertThat(bucket.take(RATE, 1, 2 * SECOND)).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(RATE, 1, 21 * SECOND / 10)).isZero();
    }

    @Test
    void neverAllowsMoreThanBurstAndRateOverAnyTime() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            Rate rate = new Rate(1 + random.nextInt(100), 1 + random.nextInt(50));
            TokenBucket bucket = new TokenBucket(rate, 0);
            long now = 0;
            long taken = 0;
            for (int step = 0; step < 500; step++) {
                now += random.nextInt(50_000_000);
                taken += bucket.take(rate, 1, now).isZero() ? 1 : 0;
            }
            assertThat((double) taken).isLessThanOrEqualTo(rate.burst() + rate.perSecond() * now / SECOND + 1e-6);
        }
    }

    @Test
    void waitingAsLongAsItSaysIsEnough() {
        Random random = new Random(43);
        Rate rate = new Rate(7, 3);
        TokenBucket bucket = new TokenBucket(rate, 0);
        long now = 0;
        for (int step = 0; step < 1_000; step++) {
            now += random.nextInt(20_000_000);
            Duration wait = bucket.take(rate, 1, now);
            if (!wait.isZero()) {
                now += wait.toNanos() + 1;
                assertThat(bucket.take(rate, 1, now)).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "1, 0.5", "NaN, 1"})
    void refusesRatesThatNeverAllowAnything(double perSecond, double burst) {
        assertThatThrownBy(() -> new Rate(perSecond, burst)).hasMessageContaining("flyte.limits");
    }
}
