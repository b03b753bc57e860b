package org.flyte.runs.trigger.rule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.flyte.idl.task.FixedRate;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * Due at equal distances.
 *
 * @param anchor distances count from here; it is due itself when it lies ahead
 * @param distance at least a second, in whole seconds
 */
public record FixedDistance(Instant anchor, Duration distance) implements DueTimes {
    private static final Duration MAX = Duration.ofDays(36_500);

    /** Takes whole seconds of the anchor. */
    public FixedDistance {
        anchor = anchor.truncatedTo(ChronoUnit.SECONDS);
        if (distance.compareTo(Duration.ofSeconds(1)) < 0 || distance.compareTo(MAX) > 0) {
            throw new InvalidArgument("schedule: the distance must be between 1 second and 36500 days");
        }
    }

    static FixedDistance of(FixedRate rate, Instant activated) {
        long value = Integer.toUnsignedLong(rate.getValue());
        if (value == 0) {
            throw new InvalidArgument("schedule.rate.value must be at least 1");
        }
        Duration distance = switch (rate.getUnit()) {
            case FIXED_RATE_UNIT_MINUTE -> Duration.ofMinutes(value);
            case FIXED_RATE_UNIT_HOUR -> Duration.ofHours(value);
            case FIXED_RATE_UNIT_DAY -> Duration.ofDays(value);
            case FIXED_RATE_UNIT_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidArgument("schedule.rate.unit is required: minute, hour or day");
        };
        Instant start =
                rate.hasStartTime() ? RequestFields.time("schedule.rate.start_time", rate.getStartTime()) : activated;
        return new FixedDistance(start, distance);
    }

    @Override
    public Optional<Instant> after(Instant time) {
        if (time.isBefore(anchor)) {
            return Optional.of(anchor);
        }
        long passed = Duration.between(anchor, time).dividedBy(distance);
        return Optional.of(anchor.plus(distance.multipliedBy(passed + 1)));
    }
}
