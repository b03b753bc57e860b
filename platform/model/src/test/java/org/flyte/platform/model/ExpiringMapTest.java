package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExpiringMapTest {
    private Instant now = Instant.EPOCH;
    private final ExpiringMap<String, Integer> map = new ExpiringMap<>(2, Duration.ofSeconds(5), () -> now);

    @Test
    void forgetsAnEntrySomeTimeAfterItWasPut() {
        map.put("a", 1);
        now = now.plusSeconds(3);
        assertThat(map.find("a")).contains(1);
        map.put("b", 2);
        now = now.plusSeconds(2);

        assertThat(map.find("a")).isEmpty();
        assertThat(map.find("b")).contains(2);
        map.put("a", 3);
        assertThat(map.find("a")).contains(3);
    }

    @Test
    void holdsSoManyEntries() {
        map.put("a", 1);
        map.put("b", 2);
        map.put("c", 3);

        assertThat(map.find("a")).isEmpty();
        assertThat(map.find("c")).contains(3);
    }
}
