package org.flyte.runs.query.rule;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;

/** Between the times of rows and those of messages. */
public final class Times {
    private Times() {}

    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    public static Timestamp later(Timestamp one, Timestamp other) {
        return Timestamps.compare(one, other) >= 0 ? one : other;
    }
}
