package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.task.CacheConfig;
import org.flyte.idl.task.RunSpec;
import org.junit.jupiter.api.Test;

class RunContextTest {
    @Test
    @SuppressWarnings("deprecation")
    void overwritesTheCacheWhenEitherFieldSaysSo() {
        RunSpec current = RunSpec.newBuilder()
                .setCacheConfig(CacheConfig.newBuilder().setOverwriteCache(true))
                .build();
        RunSpec older = RunSpec.newBuilder().setOverwriteCache(true).build();

        assertThat(RunContext.of(current).overwriteCache()).isTrue();
        assertThat(RunContext.of(older).overwriteCache()).isTrue();
        assertThat(RunContext.of(RunSpec.getDefaultInstance()).overwriteCache()).isFalse();
    }

    @Test
    void takesTheConcurrencyOfTheRun() {
        assertThat(concurrency(3)).isEqualTo(3);
        assertThat(concurrency(0)).isZero();
        assertThat(concurrency(-1)).as("4294967295").isEqualTo(Integer.MAX_VALUE);
    }

    private static int concurrency(int unsigned) {
        return RunContext.of(
                        RunSpec.newBuilder().setMaxActionConcurrency(unsigned).build())
                .maxActionConcurrency();
    }
}
