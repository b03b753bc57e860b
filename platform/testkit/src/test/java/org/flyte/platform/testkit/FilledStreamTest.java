package org.flyte.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FilledStreamTest {
    @Test
    void hasAsManyBytesAsAskedFor() throws IOException {
        AtomicInteger read = new AtomicInteger();
        try (FilledStream stream = new FilledStream(5, read::addAndGet)) {
            assertThat(stream.available()).isEqualTo(5);
            assertThat(stream.read()).isEqualTo('x');
            assertThat(stream.left()).isEqualTo(4);
            assertThat(stream.readAllBytes()).asString().isEqualTo("xxxx");
            assertThat(stream.read()).isEqualTo(-1);
        }
        assertThat(read).hasValue(5);
        try (FilledStream stream = new FilledStream(2)) {
            assertThat(stream.readAllBytes()).hasSize(2);
        }
    }
}
