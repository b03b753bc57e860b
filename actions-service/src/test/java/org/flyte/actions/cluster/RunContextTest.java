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
}
