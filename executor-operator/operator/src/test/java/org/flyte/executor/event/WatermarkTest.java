package org.flyte.executor.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatermarkTest {
    private final Watermark watermark = new Watermark(10);

    @Test
    void knowsWhatWasPublishedBefore() {
        assertThat(watermark.wasPublished(10)).isTrue();
        assertThat(watermark.wasPublished(11)).isFalse();
        assertThat(watermark.hasRisen()).isFalse();
    }

    @Test
    void risesWithWhatIsSeen() {
        watermark.seen(30);
        watermark.seen(20);

        assertThat(watermark.value()).isEqualTo(30);
        assertThat(watermark.hasRisen()).isTrue();
        assertThat(watermark.wasPublished(20)).as("not by an earlier process").isFalse();
    }

    @Test
    void doesNotPassWhatIsWrittenMeanwhile() {
        long written = watermark.hold();
        watermark.seen(20);
        long other = watermark.hold();
        watermark.seen(30);

        assertThat(watermark.value()).isEqualTo(10);
        watermark.release(written);
        assertThat(watermark.value()).isEqualTo(20);
        watermark.release(other);
        assertThat(watermark.value()).isEqualTo(30);
    }

    @Test
    void doesNotPassWhatIsPending() {
        watermark.seen(20);
        watermark.seen(30);
        long pending = watermark.hold(19);
        long again = watermark.hold(19);

        watermark.release(again);
        assertThat(watermark.value()).isEqualTo(19);
        watermark.release(pending);
        assertThat(watermark.value()).isEqualTo(30);
    }
}
