package org.flyte.runs.artifact.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.flyte.idl.core.Granularity;

/** Cuts times into partitions. All are in UTC; weeks start on Mondays. */
record TimeCut(Granularity granularity) {
    /** The start of the partition that a time lies in. */
    Instant start(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return switch (granularity) {
            case MINUTE -> utc.truncatedTo(ChronoUnit.MINUTES).toInstant();
            case HOUR -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> day(utc).toInstant();
            case WEEK ->
                day(utc).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .toInstant();
            case MONTH -> day(utc).withDayOfMonth(1).toInstant();
            case UNSET, UNRECOGNIZED -> throw new IllegalArgumentException("no granularity");
        };
    }

    /** The name of a time key that has none; clients agree on it without coordination. */
    String defaultKey() {
        return granularity == Granularity.HOUR ? "hour" : "date";
    }

    private static OffsetDateTime day(OffsetDateTime time) {
        return time.truncatedTo(ChronoUnit.DAYS);
    }
}
