package org.flyte.dataproxy.translate.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormDurationTest {
    @ParameterizedTest(name = "{0} s {1} ns is {2}")
    @CsvSource({
        "0,0,0s",
        "5400,0,1h30m0s",
        "1,500000000,1.5s",
        "0,100000000,100ms",
        "0,1500,1.5µs",
        "0,7,7ns",
        "60,0,1m0s",
        "-1,-500000000,-1.5s",
        "3600,1,1h0m0.000000001s",
        "315576000000,0,87660000h0m0s"
    })
    void writesAndReadsTheTextOfGo(long seconds, int nanos, String text) {
        Duration duration =
                Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();

        assertThat(new FormDuration(duration)).hasToString(text);
        assertThat(FormDuration.parse(text).value()).isEqualTo(duration);
    }

    @ParameterizedTest(name = "{0} is {1} s {2} ns")
    @CsvSource({"90,90,0", "1.5h,5400,0", "+2m,120,0", ".5s,0,500000000", "1us,0,1000", "1m1m,120,0", "0.1ns,0,0"})
    void readsOtherForms(String text, long seconds, int nanos) {
        assertThat(FormDuration.parse(text).value())
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "h", "1x", "1h 30m", "1.2.3s", "1e5s", "s1", "87660001h", "9999999999999"})
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> FormDuration.parse(text)).isInstanceOf(InvalidArgument.class);
    }
}
