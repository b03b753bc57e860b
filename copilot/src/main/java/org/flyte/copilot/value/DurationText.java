package org.flyte.copilot.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.model.GoDuration;

/** Durations as text: as Go writes them ({@code 1h2m3.5s}), which Flyte containers know, and as Python does. */
public final class DurationText {
    private static final Pattern PYTHON =
            Pattern.compile("(?:(-?\\d{1,10}) days?, )?(\\d{1,2}):(\\d{2}):(\\d{2}(?:\\.\\d{1,9})?)");
    private static final int NANOS_DIGITS = 9;
    /** Of nanoseconds that a long can count. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private DurationText() {}

    /** As Go writes it. */
    public static String text(Duration duration) {
        return new GoDuration(duration).toString();
    }

    /** Empty when the text is no duration, or one of more than 290 years. */
    public static Optional<Duration> parse(String text) {
        Matcher python = PYTHON.matcher(text);
        Optional<Duration> duration = python.matches()
                ? Optional.of(ofPython(python))
                : GoDuration.parse(text).map(GoDuration::value);
        return duration.filter(value -> value.abs().compareTo(LONGEST) <= 0);
    }

    private static Duration ofPython(Matcher python) {
        BigDecimal seconds = new BigDecimal(python.group(4));
        return Duration.ofDays(python.group(1) == null ? 0 : Long.parseLong(python.group(1)))
                .plusHours(Long.parseLong(python.group(2)))
                .plusMinutes(Long.parseLong(python.group(3)))
                .plusNanos(seconds.movePointRight(NANOS_DIGITS).longValueExact());
    }
}
