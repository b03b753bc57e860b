package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A duration as text the way Go writes it: {@code 1h30m0s}, {@code 1.5s}, {@code 100ms}. */
record GoDuration(Duration value) {
    private static final int LONGEST_TEXT = 100;
    private static final int NANOS = 1_000_000_000;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
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

    /**
     * Reads a text; digits alone are seconds.
     *
     * @throws InvalidArgument when it is no duration, or one beyond 10,000 years
     */
    static GoDuration parse(String text) {
        if (SECONDS.matcher(text).matches()) {
            return ofNanos(BigInteger.valueOf(Long.parseLong(text)).multiply(BigInteger.valueOf(NANOS)));
        }
        Matcher whole = WHOLE.matcher(text);
        if (text.length() > LONGEST_TEXT || !whole.matches()) {
            throw new InvalidArgument(
                    "'%s' is not a duration: write one like 1h30m, 1.5s or 100ms", Address.shown(text));
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(whole.group(2));
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(UNITS.get(part.group(2)))));
        }
        BigInteger exact = nanos.setScale(0, RoundingMode.DOWN).toBigInteger();
        return ofNanos(whole.group(1).equals("-") ? exact.negate() : exact);
    }

    private static GoDuration ofNanos(BigInteger nanos) {
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(NANOS));
        if (parts[0].abs().compareTo(BigInteger.valueOf(Durations.MAX_VALUE.getSeconds())) > 0) {
            throw new InvalidArgument("the duration is longer than 10,000 years");
        }
        return new GoDuration(Duration.newBuilder()
                .setSeconds(parts[0].longValueExact())
                .setNanos(parts[1].intValueExact())
                .build());
    }

    @Override
    public String toString() {
        if (value.getSeconds() == 0 && value.getNanos() == 0) {
            return "0s";
        }
        String sign = value.getSeconds() < 0 || value.getNanos() < 0 ? "-" : "";
        long seconds = Math.abs(value.getSeconds());
        int nanos = Math.abs(value.getNanos());
        return sign + (seconds == 0 ? belowSecond(nanos) : inUnits(seconds, nanos));
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
