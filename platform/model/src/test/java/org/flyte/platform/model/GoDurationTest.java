package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.000000007S, 7ns",
        "PT0.0000015S, 1.5µs",
        "PT0.25S, 250ms",
        "-PT1M0.5S, -1m0.5s",
        "PT1H0.000000001S, 1h0m0.000000001s",
        "P10D, 240h0m0s",
    })
    void writesAndReadsTheTextOfGo(Duration duration, String text) {
        assertThat(new GoDuration(duration)).hasToString(text);
        assertThat(GoDuration.parse(text)).contains(new GoDuration(duration));
        assertThat(Durations.isValid(ProtoTime.of(duration))).isTrue();
        assertThat(ProtoTime.toDuration(ProtoTime.of(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "1d", "--1s", "1h-2m", "1 s", "99999999999999999999h"})
    void findsNoDurationInOtherText(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
