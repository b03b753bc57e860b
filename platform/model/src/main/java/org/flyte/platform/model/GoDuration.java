package org.flyte.platform.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as text the way Go writes it: {@code 1h30m0s}, {@code 1.5s}, {@code 100ms}. */
public record GoDuration(Duration value) {
    private static final int LONGEST_TEXT = 100;
    private static final int NANOS = 1_000_000_000;
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("([+-]?)((?:" + PART.pattern() + ")+)");
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    /** Empty when the text is no duration, or a longer one than Java can hold. What is less than a nanosecond is cut off. */
    public static Optional<GoDuration> parse(String text) {
        Matcher whole = WHOLE.matcher(text);
        if (text.length() > LONGEST_TEXT || !whole.matches()) {
            return "0".equals(text) ? Optional.of(new GoDuration(Duration.ZERO)) : Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(whole.group(2));
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(UNITS.get(part.group(2)))));
        }
        BigInteger[] parts =
                nanos.setScale(0, RoundingMode.DOWN).toBigInteger().divideAndRemainder(BigInteger.valueOf(NANOS));
        if (parts[0].bitLength() >= Long.SIZE) {
            return Optional.empty();
        }
        Duration amount = Duration.ofSeconds(parts[0].longValue(), parts[1].longValue());
        return Optional.of(new GoDuration("-".equals(whole.group(1)) ? amount.negated() : amount));
    }

    @Override
    public String toString() {
        if (value.isZero()) {
            return "0s";
        }
        Duration amount = value.abs();
        String text = amount.getSeconds() == 0
                ? belowSecond(amount.getNano())
                : inUnits(amount.getSeconds(), amount.getNano());
        return value.isNegative() ? "-" + text : text;
    }

    private static String belowSecond(int nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000 ? decimal(nanos, 3) + "µs" : decimal(nanos, 6) + "ms";
    }

    private static String inUnits(long seconds, int nanos) {
        long hours = seconds / 3600;
        long minutes = seconds % 3600 / 60;
        String rest = decimal(seconds % 60 * NANOS + nanos, 9) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + rest;
        }
        return minutes > 0 ? minutes + "m" + rest : rest;
    }

    private static String decimal(long number, int places) {
        BigDecimal decimal = BigDecimal.valueOf(number, places);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
