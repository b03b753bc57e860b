package org.flyte.runs.intent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {
    @Property
    void growsFromASecondToTheLongestWithJitter(
            @ForAll @IntRange(min = 0, max = 10_000) int failures, @ForAll long seed) {
        Duration wait = Backoff.after(failures, Duration.ofSeconds(60), new Random(seed));

        double expected = Math.min(60, Math.pow(2, failures));
        assertThat(wait.toMillis() / 1000.0).isBetween(expected * 0.49, expected * 1.51);
    }
}
