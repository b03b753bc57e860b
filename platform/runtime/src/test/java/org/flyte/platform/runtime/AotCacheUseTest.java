package org.flyte.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AotCacheUseTest {
    @Test
    void isNotUsedWithoutTheFlag() {
        AotCacheUse use = new AotCacheUse(List.of("-Xmx1g"), "mixed mode, sharing");

        assertThat(use.file()).isEmpty();
        assertThat(use.isUsed()).isFalse();
    }

    @Test
    void isUsedWhenTheJvmShares() {
        AotCacheUse use = new AotCacheUse(List.of("-XX:AOTCache=/a.aot", "-XX:AOTCache=/b.aot"), "mixed mode, sharing");

        assertThat(use.file()).contains("/b.aot");
        assertThat(use.isUsed()).isTrue();
    }

    @Test
    void isNotUsedWhenTheJvmCouldNotMapIt() {
        assertThat(new AotCacheUse(List.of("-XX:AOTCache=/a.aot"), "mixed mode").isUsed())
                .isFalse();
    }

    @Test
    void readsThisJvm() {
        assertThat(AotCacheUse.ofThisJvm().isUsed()).isFalse();
    }
}
