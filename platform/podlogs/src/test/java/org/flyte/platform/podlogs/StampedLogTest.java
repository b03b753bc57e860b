package org.flyte.platform.podlogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StampedLogTest {
    private static final Stamp STAMP = new Stamp("r", "a0", 1);

    @Test
    void hasTheLinesOfOneAttemptWithTheirTimes() throws IOException {
        String log = """
                T1 @r/a0/1 one
                T2 @r/a0/2 another attempt
                T3 @- of the pool
                T4 @r/a0/1 two: ü
                T5 =r/a0/1
                """;

        assertThat(read(log)).isEqualTo("T1 one\nT4 two: ü\n");
        assertThat(read("")).isEmpty();
        assertThat(read("no stamp\n")).isEmpty();
    }

    @Test
    void readsByteByByteToo() throws IOException {
        try (StampedLog log = new StampedLog(new ByteArrayInputStream("T @r/a0/1 x".getBytes(UTF_8)), STAMP)) {
            assertThat((char) log.read()).isEqualTo('T');
            assertThat(new String(log.readAllBytes(), UTF_8)).isEqualTo(" x");
            assertThat(log.read()).isEqualTo(-1);
        }
    }

    @Test
    void knowsTheEndOfItsOwnTry() {
        assertThat(STAMP.isEnd("=r/a0/1\n")).isTrue();
        assertThat(STAMP.isEnd("=r/a0/11\n")).isFalse();
        assertThat(STAMP).hasToString("r/a0/1");
    }

    private static String read(String log) throws IOException {
        try (StampedLog own = new StampedLog(new ByteArrayInputStream(log.getBytes(UTF_8)), STAMP)) {
            return new String(own.readAllBytes(), UTF_8);
        }
    }
}
