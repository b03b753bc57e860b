package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectDeadlineTest {
    private static final Instant KNOWN = Instant.parse("2026-11-28T10:00:00.700Z");

    private final ConnectDeadline deadline = new ConnectDeadline(KNOWN, Duration.ofSeconds(60));

    @Test
    void countsFromTheStartOfTheOperatorForPodsThatRanBefore() {
        assertThat(deadline.of(KNOWN.minusSeconds(3_600))).isEqualTo(KNOWN.plusSeconds(60));
    }

    @Test
    void countsFromTheStartOfALaterPod() {
        assertThat(deadline.of(KNOWN.plusSeconds(5))).isEqualTo(KNOWN.plusSeconds(65));
    }

    @Test
    void takesAPodOfTheSameSecondForOneOfThisOperator() {
        assertThat(deadline.isOlder(Instant.parse("2026-11-28T10:00:00Z"))).isFalse();
        assertThat(deadline.isOlder(Instant.parse("2026-11-28T09:59:59Z"))).isTrue();
    }
}
