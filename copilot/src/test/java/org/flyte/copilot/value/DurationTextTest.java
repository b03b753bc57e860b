package org.flyte.copilot.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S,          0s",
        "PT0.000000001S, 1ns",
        "PT0.0000015S,  1.5µs",
        "PT0.25S,       250ms",
        "PT1M,          1m0s",
        "PT1H,          1h0m0s",
        "PT1H2M3.5S,    1h2m3.5s",
        "-PT1M0.5S,     -1m0.5s",
        "P10D,          240h0m0s",
    })
    void writesAsGoDoes(Duration duration, String text) {
        assertThat(DurationText.text(duration)).isEqualTo(text);
        assertThat(DurationText.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "1.5h,            PT1H30M",
        "0,               PT0S",
        "2us,             PT0.000002S",
        "'-1 day, 23:59:59.5', PT-0.5S",
        "0:00:01,         PT1S",
    })
    void readsWhatGoAndPythonWrite(String text, Duration duration) {
        assertThat(DurationText.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "1d", "--1s", "1h-2m", "PT1S", "9999999999h", "1s "})
    void refusesOtherText(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @Test
    void readsWhatItWrites() throws Exception {
        PropertyCheck.forAll(draw -> {
            Duration duration = Duration.ofNanos(draw.random().nextLong() >> draw.integer(0, 62));

            assertThat(DurationText.parse(DurationText.text(duration))).contains(duration);
        });
    }
}
