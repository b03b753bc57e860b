package org.flyte.platform.podlogs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import org.flyte.idl.logs.dataplane.LogLine;
import org.junit.jupiter.api.Test;

class LogLineParserTest {
    @Test
    void separatesTheTimeFromTheMessage() {
        LogLine line = LogLineParser.parse("2026-11-24T12:00:00.000000005+02:00 hello world\r\n");

        assertThat(line.getMessage()).isEqualTo("hello world\n");
        assertThat(line.getTimestamp())
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(1795514400)
                        .setNanos(5)
                        .build());
    }

    @Test
    void keepsALineWithoutATime() {
        for (String text : new String[] {"hello world\n", " 2026", "nospace", "", "x".repeat(50) + " y"}) {
            LogLine line = LogLineParser.parse(text);
            assertThat(line.getMessage()).isEqualTo(text);
            assertThat(line.hasTimestamp()).isFalse();
        }
    }
}
