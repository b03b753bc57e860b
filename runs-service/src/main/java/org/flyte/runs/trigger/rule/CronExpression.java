package org.flyte.runs.trigger.rule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.trigger.rule.CronField.Kind;

/**
 * Five fields: minute, hour, day of month, month, day of week. When both kinds of days are restricted, either fits.
 *
 * <p>When clocks change: an expression with {@code *} for the hour follows real time, so it is due in both passes of an hour
 * that comes twice and has nothing to make up for in one that is skipped. Any other expression is due once for each local
 * time: in the first pass of an hour that comes twice, and at the end of a skipped one, once for all times in it.
 */
public record CronExpression(
        CronField minute, CronField hour, CronField dayOfMonth, CronField month, CronField dayOfWeek, ZoneId zone)
        implements DueTimes {
    /** The longest time without a 29th of February is eight years. */
    private static final int MAX_DAYS = 9 * 366;

    static CronExpression parse(String field, String text, ZoneId zone) {
        String[] parts = text.strip().split("\\s+", -1);
        if (parts.length != 5) {
            throw new InvalidArgument(
                    "%s: '%s' has %d fields; five are needed: minute, hour, day of month, month, day of week",
                    field, text, parts.length);
        }
        return new CronExpression(
                CronField.parse(field, Kind.MINUTE, parts[0]),
                CronField.parse(field, Kind.HOUR, parts[1]),
                CronField.parse(field, Kind.DAY_OF_MONTH, parts[2]),
                CronField.parse(field, Kind.MONTH, parts[3]),
                CronField.parse(field, Kind.DAY_OF_WEEK, parts[4]),
                zone);
    }

    @Override
    public Optional<Instant> after(Instant time) {
        return hour.any() ? afterInRealTime(time) : afterInLocalTime(time);
    }

    private Optional<Instant> afterInRealTime(Instant time) {
        Instant candidate = time.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        Instant limit = time.plus(Duration.ofDays(MAX_DAYS));
        while (candidate.isBefore(limit)) {
            ZonedDateTime local = candidate.atZone(zone);
            if (!fits(local.toLocalDate())) {
                candidate = local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
            } else if (minute.fits(local.getMinute())) {
                return Optional.of(candidate);
            } else {
                candidate = candidate.plus(1, ChronoUnit.MINUTES);
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> afterInLocalTime(Instant time) {
        LocalDate first = time.atZone(zone).toLocalDate();
        for (int day = 0; day < MAX_DAYS; day++) {
            LocalDate date = first.plusDays(day);
            if (!fits(date)) {
                continue;
            }
            for (int h = hour.values().nextSetBit(0); h >= 0; h = hour.values().nextSetBit(h + 1)) {
                for (int m = minute.values().nextSetBit(0);
                        m >= 0;
                        m = minute.values().nextSetBit(m + 1)) {
                    Instant due = instant(date.atTime(LocalTime.of(h, m)));
                    if (due.isAfter(time)) {
                        return Optional.of(due);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Instant instant(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(local).getInstant()
                : local.toInstant(offsets.getFirst());
    }

    private boolean fits(LocalDate date) {
        if (!month.fits(date.getMonthValue())) {
            return false;
        }
        boolean byMonth = dayOfMonth.fits(date.getDayOfMonth());
        boolean byWeek = dayOfWeek.fits(date.getDayOfWeek().getValue() % 7);
        boolean both = dayOfMonth.any() || dayOfWeek.any();
        return both ? byMonth && byWeek : byMonth || byWeek;
    }
}
