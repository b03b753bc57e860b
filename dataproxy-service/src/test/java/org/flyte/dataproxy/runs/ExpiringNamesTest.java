package org.flyte.dataproxy.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ExpiringNamesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource source = now::get;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final ExpiringNames names = new ExpiringNames(Duration.ofSeconds(5), clock);

    @Test
    void expiresANameAfterItsLifetime() {
        names.add("p");
        assertThat(names.has("p")).isTrue();
        assertThat(names.has("q")).isFalse();

        now.set(Instant.EPOCH.plusSeconds(5));
        assertThat(names.has("p")).isFalse();
    }

    @Test
    void evictsTheOldestName() {
        for (int i = 0; i < 1025; i++) {
            names.add("p" + i);
        }
        assertThat(names.has("p0")).isFalse();
        assertThat(names.has("p1")).isTrue();
        assertThat(names.has("p1024")).isTrue();
    }
}
