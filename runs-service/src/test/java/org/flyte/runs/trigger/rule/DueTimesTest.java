package org.flyte.runs.trigger.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.FixedRate;
import org.flyte.idl.task.FixedRateUnit;
import org.flyte.idl.task.Schedule;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimesTest {
    private static final Instant ANCHOR = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *           | UTC           | 2026-08-21T09:00:00Z | 2026-08-21T09:01:00Z",
                "* * * * *           | UTC           | 2026-08-21T09:00:59Z | 2026-08-21T09:01:00Z",
                "*/15 * * * *        | UTC           | 2026-08-21T09:50:00Z | 2026-08-21T10:00:00Z",
                "5/20 * * * *        | UTC           | 2026-08-21T09:46:00Z | 2026-08-21T10:05:00Z",
                "0 9-17/4 * * *      | UTC           | 2026-08-21T13:00:00Z | 2026-08-21T17:00:00Z",
                "15 6 1 1 *          | Asia/Tokyo    | 2026-08-21T09:00:00Z | 2026-12-31T21:15:00Z",
                "0 0 * * MON-FRI     | UTC           | 2026-08-21T12:00:00Z | 2026-08-24T00:00:00Z",
                "0 0 13 * FRI        | UTC           | 2026-08-07T00:00:00Z | 2026-08-13T00:00:00Z",
                "0 0 13 * ?          | UTC           | 2026-08-13T00:00:00Z | 2026-09-13T00:00:00Z",
                "0 0 29 2 *          | UTC           | 2026-08-21T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 12 * jan,JUL sun  | UTC           | 2026-08-21T00:00:00Z | 2027-01-03T12:00:00Z",
                "@hourly             | Asia/Kolkata  | 2026-08-21T09:00:00Z | 2026-08-21T09:30:00Z",
                "@weekly             | UTC           | 2026-08-21T00:00:00Z | 2026-08-23T00:00:00Z",
                "CRON_TZ=Asia/Tokyo 0 9 * * * | UTC  | 2026-08-21T01:00:00Z | 2026-08-22T00:00:00Z",
                "@every 1h30m        | UTC           | 2026-01-01T01:00:00Z | 2026-01-01T01:30:00Z",
                "@every 90s          | UTC           | 2026-01-01T00:00:00Z | 2026-01-01T00:01:30Z"
            })
    void findsTheNextTime(String expression, String zone, Instant after, Instant due) {
        assertThat(cron(expression, zone).after(after)).contains(due);
    }

    /** Clocks go forward: 2026-03-29 in Berlin, 2026-03-08 in New York, 2026-10-04 on Lord Howe, by half an hour there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Once, at the end of the hour that is skipped.
                "30 2 * * *   | Europe/Berlin       | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
                "0,30 2 * * * | Europe/Berlin       | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
                "30 2 * * *   | America/New_York    | 2026-03-08T00:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z",
                "15 2 * * *   | Australia/Lord_Howe | 2026-10-03T00:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z",
                // With any hour, real time goes on.
                "30 * * * *   | Europe/Berlin       | 2026-03-29T00:00:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:30:00Z",
                "30 * * * *   | America/New_York    | 2026-03-08T06:00:00Z | 2026-03-08T06:30:00Z 2026-03-08T07:30:00Z",
                "*/15 * * * * | Australia/Lord_Howe | 2026-10-03T15:15:00Z | 2026-10-03T15:30:00Z 2026-10-03T15:45:00Z"
            })
    void isDueOnceWhenClocksGoForward(String expression, String zone, Instant after, String due) {
        assertThat(timesAfter(cron(expression, zone), after, 2)).isEqualTo(instants(due));
    }

    /** Clocks go back: 2026-10-25 in Berlin, 2026-11-01 in New York, 2026-04-05 on Lord Howe. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Once, in the first pass.
                "30 2 * * *   | Europe/Berlin       | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
                "30 1 * * *   | America/New_York    | 2026-11-01T00:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z",
                "45 1 * * *   | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z",
                // With any hour, in both.
                "30 * * * *   | Europe/Berlin       | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z",
                "30 * * * *   | America/New_York    | 2026-11-01T05:00:00Z | 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z",
                "45 * * * *   | Australia/Lord_Howe | 2026-04-04T14:30:00Z | 2026-04-04T14:45:00Z 2026-04-04T15:15:00Z"
            })
    void isDueOnceWhenClocksGoBackUnlessItFollowsRealTime(String expression, String zone, Instant after, String due) {
        assertThat(timesAfter(cron(expression, zone), after, 2)).isEqualTo(instants(due));
    }

    @Test
    void countsAFixedRateFromItsStartTime() {
        DueTimes times = rate(2, FixedRateUnit.FIXED_RATE_UNIT_HOUR, Instant.parse("2026-02-01T00:30:00Z"));

        assertThat(times.after(ANCHOR)).contains(Instant.parse("2026-02-01T00:30:00Z"));
        assertThat(times.after(Instant.parse("2026-02-01T00:30:00Z"))).contains(Instant.parse("2026-02-01T02:30:00Z"));
        assertThat(times.after(Instant.parse("2026-03-01T00:00:00Z"))).contains(Instant.parse("2026-03-01T00:30:00Z"));
    }

    @Test
    void countsAFixedRateWithoutAStartTimeFromTheActivation() {
        DueTimes times = DueTimes.of(
                Schedule.newBuilder()
                        .setRate(FixedRate.newBuilder().setValue(5).setUnit(FixedRateUnit.FIXED_RATE_UNIT_MINUTE))
                        .build(),
                ANCHOR.plusMillis(700));

        assertThat(times.after(ANCHOR.plusMillis(700))).contains(ANCHOR.plus(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 7",
                "* * * FOO *",
                "*/0 * * * *",
                "5-1 * * * *",
                "1-2-3 * * * *",
                "1/2/3 * * * *",
                "a * * * *",
                "-1 * * * *",
                ", * * * *",
                "@sometimes",
                "@every soon",
                "@every 0s",
                "0 0 31 2 *",
                "0 0 30 FEB ?",
                "CRON_TZ=Mars/Olympus * * * * *"
            })
    void refusesWhatCannotBeReadOrIsNeverDue(String expression) {
        assertThatThrownBy(() -> cron(expression, ""))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("schedule")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesRatesWithoutDistance() {
        assertThatThrownBy(() -> rate(0, FixedRateUnit.FIXED_RATE_UNIT_DAY, ANCHOR))
                .hasMessage("schedule.rate.value must be at least 1");
        assertThatThrownBy(() -> rate(1, FixedRateUnit.FIXED_RATE_UNIT_UNSPECIFIED, ANCHOR))
                .hasMessageContaining("schedule.rate.unit is required");
        assertThatThrownBy(() -> rate(-1, FixedRateUnit.FIXED_RATE_UNIT_DAY, ANCHOR))
                .hasMessageContaining("36500 days");
        assertThatThrownBy(() -> cron("* * * * *", "Mars/Olympus")).hasMessageContaining("no time zone 'Mars/Olympus'");
    }

    private static DueTimes cron(String expression, String zone) {
        return DueTimes.of(
                Schedule.newBuilder()
                        .setCron(Cron.newBuilder().setExpression(expression).setTimezone(zone))
                        .build(),
                ANCHOR);
    }

    private static DueTimes rate(int value, FixedRateUnit unit, Instant start) {
        return DueTimes.of(
                Schedule.newBuilder()
                        .setRate(FixedRate.newBuilder()
                                .setValue(value)
                                .setUnit(unit)
                                .setStartTime(ProtoTime.of(start)))
                        .build(),
                ANCHOR);
    }

    private static List<Instant> timesAfter(DueTimes times, Instant after, int count) {
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = times.after(after);
        while (next.isPresent() && found.size() < count) {
            found.add(next.get());
            next = times.after(next.get());
        }
        return found;
    }

    private static List<Instant> instants(String text) {
        return Arrays.stream(text.strip().split(" +"))
                .map(time -> OffsetDateTime.parse(time).toInstant())
                .toList();
    }
}
