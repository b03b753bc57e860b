package org.flyte.runs.trigger.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.Schedule;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

/** Compared with the plainest rule: look at each minute. */
class CronExpressionPropertiesTest {
    private static final Instant START = Instant.parse("2026-03-20T00:00:00Z");
    private static final int MINUTES = 60 * 24 * 20;

    @Test
    void findsTheFirstMinuteThatFitsWhereNoClockChanges() throws Exception {
        PropertyCheck.forAll(200, draw -> {
            String expression = expression(draw);
            Instant after = START.plusSeconds(60L * draw.integer(0, MINUTES / 2) + draw.integer(0, 59));
            DueTimes times = DueTimes.of(
                    Schedule.newBuilder()
                            .setCron(Cron.newBuilder().setExpression(expression).setTimezone("Asia/Tokyo"))
                            .build(),
                    START);

            Optional<Instant> due = times.after(after);

            assertThat(due).as("%s after %s", expression, after).isPresent();
            assertThat(due.get()).isAfter(after);
            assertThat(due.get().getEpochSecond() % 60).isZero();
            // Nothing between, and the time itself fits: asking again from a second before gives the same.
            assertThat(times.after(due.get().minusSeconds(1))).contains(due.get());
            ZonedDateTime local = due.get().atZone(ZoneId.of("Asia/Tokyo"));
            assertThat(fits(expression, local))
                    .as("%s at %s", expression, local)
                    .isTrue();
            for (Instant minute = after.plusSeconds(60 - after.getEpochSecond() % 60);
                    minute.isBefore(due.get()) && minute.isBefore(after.plusSeconds(60L * 3000));
                    minute = minute.plusSeconds(60)) {
                assertThat(fits(expression, minute.atZone(ZoneId.of("Asia/Tokyo"))))
                        .isFalse();
            }
        });
    }

    private static String expression(Draw draw) {
        return "%s %s * * %s"
                .formatted(
                        draw.of(List.of("*", "*/7", "0", "3,40", "10-20/5")),
                        draw.of(List.of("*", "*/5", "0", "23", "8-18")),
                        draw.of(List.of("*", "0", "1-5", "6,0")));
    }

    private static boolean fits(String expression, ZonedDateTime time) {
        String[] fields = expression.split(" ");
        return one(fields[0], time.getMinute(), 0, 59)
                && one(fields[1], time.getHour(), 0, 23)
                && one(fields[4], time.getDayOfWeek().getValue() % 7, 0, 6);
    }

    private static boolean one(String field, int value, int min, int max) {
        for (String part : field.split(",")) {
            String[] step = part.split("/");
            int every = step.length == 2 ? Integer.parseInt(step[1]) : 1;
            String[] range = step[0].split("-");
            int low = step[0].equals("*") ? min : Integer.parseInt(range[0]);
            int high = step[0].equals("*") ? max : Integer.parseInt(range[range.length - 1]);
            if (value >= low && value <= high && (value - low) % every == 0) {
                return true;
            }
        }
        return false;
    }
}
