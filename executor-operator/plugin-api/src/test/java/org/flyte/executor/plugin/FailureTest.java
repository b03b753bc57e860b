package org.flyte.executor.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void saysWhoseFaultItIsAndWhetherAnotherAttemptMayHelp() {
        assertThat(Failure.user("Error", "m").retryable()).isTrue();
        assertThat(Failure.user("Error", "m").isSystem()).isFalse();
        assertThat(Failure.permanent("Error", "m").retryable()).isFalse();
        assertThat(Failure.system("Error", "m").isSystem()).isTrue();
        assertThat(Failure.user("Error", "first\nsecond").summary()).isEqualTo("Error: first");
    }

    @Test
    void writesDurationsForPeople() {
        assertThat(Failure.text(Duration.ofSeconds(14))).isEqualTo("14 s");
        assertThat(Failure.text(Duration.ofMinutes(90))).isEqualTo("1 h 30 min");
        assertThat(Failure.text(Duration.ofMillis(1200))).isEqualTo("1 s 200 ms");
        assertThat(Failure.text(Duration.ZERO)).isEqualTo("0 s");
    }

    @Test
    void saysWhyATryWasNotStarted() {
        assertThat(StartException.nameTaken("x").reason()).isEqualTo(StartException.Reason.NAME_TAKEN);
        assertThat(StartException.notYet("quota", null).failure()).isNull();
    }
}
