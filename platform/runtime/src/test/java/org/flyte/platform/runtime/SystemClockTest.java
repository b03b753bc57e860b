package org.flyte.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SystemClockTest {
    @Test
    void isInUtcWhateverTheMachineIsSetTo() {
        assertThat(new SystemClock().utc().getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(SystemClock.ofMachine().getZone()).isEqualTo(ZoneOffset.UTC);
    }
}
