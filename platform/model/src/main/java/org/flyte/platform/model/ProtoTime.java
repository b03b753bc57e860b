package org.flyte.platform.model;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;

/** Converts times between messages and Java. */
public final class ProtoTime {
    private static final int NANOS = 1_000_000_000;

    private ProtoTime() {}

    public static Timestamp of(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /** In a message seconds and nanoseconds have the same sign. */
    public static Duration of(java.time.Duration duration) {
        boolean isSplit = duration.getSeconds() < 0 && duration.getNano() > 0;
        return Duration.newBuilder()
                .setSeconds(isSplit ? duration.getSeconds() + 1 : duration.getSeconds())
                .setNanos(isSplit ? duration.getNano() - NANOS : duration.getNano())
                .build();
    }

    /** @throws DateTimeException when the seconds are beyond what Java can hold */
    public static Instant toInstant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    public static java.time.Duration toDuration(Duration duration) {
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    /** The later of two times. */
    public static Timestamp later(Timestamp one, Timestamp other) {
        return Timestamps.compare(one, other) >= 0 ? one : other;
    }
}
