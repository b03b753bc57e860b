package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialLifeTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "wanted {0} s, credentials end in {1} s: {2} s")
    @CsvSource({"900,3600,900", "900,905,900", "900,904,899", "3600,600,595", "900,35,30"})
    void endsNoLaterThanTheCredentials(long wanted, long left, long expected) {
        assertThat(CredentialLife.limit(Duration.ofSeconds(wanted), NOW, NOW.plusSeconds(left)))
                .isEqualTo(Duration.ofSeconds(expected));
    }

    @Test
    void signsNothingWithCredentialsThatAreAboutToExpire() {
        assertThatThrownBy(() -> CredentialLife.limit(Duration.ofMinutes(15), NOW, NOW.plusSeconds(34)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("2026-11-24T12:00:34Z");
    }
}
