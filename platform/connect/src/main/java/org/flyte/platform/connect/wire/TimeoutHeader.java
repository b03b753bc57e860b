package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header in which a client sends the time it gives a call. */
public enum TimeoutHeader {
    /** At most ten digits, milliseconds. */
    CONNECT("connect-timeout-ms", "(\\d{1,10})()", "at most 10 digits"),
    /** At most eight digits and a unit. */
    GRPC("grpc-timeout", "(\\d{1,8})([HMSmun])", "at most 8 digits and a unit of H, M, S, m, u or n");

    private final String header;
    private final Pattern form;
    private final String description;

    TimeoutHeader(String header, String form, String description) {
        this.header = header;
        this.form = Pattern.compile(form);
        this.description = description;
    }

    /** Returns the header's name. */
    public String header() {
        return header;
    }

    /**
     * Reads the header's value, null when it was not sent.
     *
     * @throws StatusException INVALID_ARGUMENT for another form
     */
    public Optional<Duration> parse(String value) throws StatusException {
        if (value == null) {
            return Optional.empty();
        }
        Matcher parts = form.matcher(value);
        if (!parts.matches()) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("%s must be %s, not \"%s\"".formatted(header, description, value))
                    .asException();
        }
        return Optional.of(duration(Long.parseLong(parts.group(1)), parts.group(2)));
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "H" -> Duration.ofHours(amount);
            case "M" -> Duration.ofMinutes(amount);
            case "S" -> Duration.ofSeconds(amount);
            case "u" -> Duration.ofNanos(amount * 1_000);
            case "n" -> Duration.ofNanos(amount);
            default -> Duration.ofMillis(amount);
        };
    }
}
