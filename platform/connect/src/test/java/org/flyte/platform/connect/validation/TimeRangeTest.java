package org.flyte.platform.connect.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.rpc.RetryInfo;
import com.google.rpc.context.AttributeContext;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
    private static final Timestamp NANOSECONDS =
            Timestamp.newBuilder().setSeconds(1_790_000_000_000_000_000L).build();

    @Test
    void namesThePathOfATimeThatIsTooFar() {
        AttributeContext request = AttributeContext.newBuilder()
                .setRequest(AttributeContext.Request.newBuilder().setTime(NANOSECONDS))
                .build();

        assertThat(TimeRange.violation(request))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("request.time must lie between the years 1 and 9999; its seconds count from 1970"));
    }

    @Test
    void acceptsTimesInRange() {
        AttributeContext request = AttributeContext.newBuilder()
                .setRequest(AttributeContext.Request.newBuilder()
                        .setTime(Timestamp.newBuilder().setSeconds(1_790_000_000L)))
                .build();

        assertThat(TimeRange.violation(request)).isEmpty();
    }

    @Test
    void namesADurationThatIsTooLong() {
        RetryInfo late = RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();

        assertThat(TimeRange.violation(late))
                .hasValueSatisfying(text -> assertThat(text).startsWith("retry_delay must be at most 10,000 years"));
    }
}
