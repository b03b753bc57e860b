package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the deadlines that clients send. */
public final class Timeouts {
    private static final Pattern MILLIS = Pattern.compile("\\d{1,10}");
    private static final Pattern GRPC = Pattern.compile("(\\d{1,8})([HMSmun])");

    private Timeouts() {}

    /** Reads {@code connect-timeout-ms}: at most ten digits. */
    public static Optional<Duration> connect(String header) throws StatusException {
        if (header == null) {
            return Optional.empty();
        }
        if (!MILLIS.matcher(header).matches()) {
            throw invalid("connect-timeout-ms", header);
        }
        return Optional.of(Duration.ofMillis(Long.parseLong(header)));
    }

    /** Reads {@code grpc-timeout}: at most eight digits and a unit. */
    public static Optional<Duration> grpc(String header) throws StatusException {
        if (header == null) {
            return Optional.empty();
        }
        Matcher parts = GRPC.matcher(header);
        if (!parts.matches()) {
            throw invalid("grpc-timeout", header);
        }
        long amount = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "H" -> Duration.ofHours(amount);
                    case "M" -> Duration.ofMinutes(amount);
                    case "S" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMillis(amount);
                    case "u" -> Duration.ofNanos(amount * 1_000);
                    default -> Duration.ofNanos(amount);
                });
    }

    private static StatusException invalid(String name, String value) {
        return Status.INVALID_ARGUMENT
                .withDescription("%s \"%s\" is not a valid timeout".formatted(name, value))
                .asException();
    }
}
