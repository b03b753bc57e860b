package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolStateTest {
    @Test
    void comesBackAsItWasRecorded() {
        PoolState leased =
                new PoolState.Leased("pool-1", "pool-1-x", "uid", "primary", Instant.parse("2026-11-24T10:00:00.123Z"));
        PoolState ordinary = new PoolState.Ordinary("why");

        assertThat(PoolState.of(leased.fields())).contains(leased);
        assertThat(PoolState.of(ordinary.fields())).contains(ordinary);
    }

    @Test
    void anUnknownVersionOrABrokenTimeIsNothing() {
        assertThat(PoolState.of(Map.of("version", "2", "ordinary", "why"))).isEmpty();
        assertThat(PoolState.of(Map.of("version", "1", "pool", "p", "since", "soon")))
                .isEmpty();
        assertThat(PoolState.of(Map.of("version", "1"))).isEmpty();
    }

    @Test
    void namesATryForSupervisors() {
        TryId id = new TryId("r-a0-12345678", "uid-1", 2, 1);

        assertThat(TryId.parse(id.toString())).contains(id);
        assertThat(TryId.parse("../x")).isEmpty();
        assertThat(TryId.parse("a/b/1/9999999999")).isEmpty();
    }
}
