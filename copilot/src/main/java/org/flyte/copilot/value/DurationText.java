package org.flyte.copilot.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: as Go writes them ({@code 1h2m3.5s}), which Flyte containers know, and as Python does. */
public final class DurationText {
    private static final Pattern WHOLE =
            Pattern.compile("([+-]?)((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern PYTHON =
            Pattern.compile("(?:(-?\\d+) days?, )?(\\d{1,2}):(\\d{2}):(\\d{2}(?:\\.\\d{1,9})?)");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000L),
            "µs", BigDecimal.valueOf(1_000L),
            "μs", BigDecimal.valueOf(1_000L),
            "ms", BigDecimal.valueOf(1_000_000L),
            "s", NANOS_PER_SECOND,
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private DurationText() {}

    /** As Go writes it. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        if (duration.toSeconds() == 0) {
            return ofFraction(duration.toNanosPart());
        }
        String seconds = plain(BigDecimal.valueOf(duration.toSecondsPart())
                        .add(BigDecimal.valueOf(duration.toNanosPart()).divide(NANOS_PER_SECOND)))
                + "s";
        long hours = duration.toHours();
        if (hours > 0) {
            return hours + "h" + duration.toMinutesPart() + "m" + seconds;
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + "m" + seconds : seconds;
    }

    private static String ofFraction(int nanos) {
        String unit = nanos >= 1_000_000 ? "ms" : nanos >= 1_000 ? "µs" : "ns";
        return plain(BigDecimal.valueOf(nanos).divide(NANOS.get(unit))) + unit;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Empty when the text is no duration, or one of more than 290 years. */
    public static Optional<Duration> parse(String text) {
        return nanos(text)
                .filter(nanos -> nanos.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0)
                .map(BigDecimal::longValue)
                .map(Duration::ofNanos);
    }

    private static Optional<BigDecimal> nanos(String text) {
        if (text.length() > 64) {
            return Optional.empty();
        }
        if ("0".equals(text)) {
            return Optional.of(BigDecimal.ZERO);
        }
        Matcher python = PYTHON.matcher(text);
        if (python.matches()) {
            String days = python.group(1) == null ? "0" : python.group(1);
            BigDecimal hours =
                    new BigDecimal(days).multiply(BigDecimal.valueOf(24)).add(new BigDecimal(python.group(2)));
            return Optional.of(hours.multiply(NANOS.get("h"))
                    .add(new BigDecimal(python.group(3)).multiply(NANOS.get("m")))
                    .add(new BigDecimal(python.group(4)).multiply(NANOS_PER_SECOND)));
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(NANOS.get(part.group(2))));
        }
        return Optional.of(text.startsWith("-") ? sum.negate() : sum);
    }
}
