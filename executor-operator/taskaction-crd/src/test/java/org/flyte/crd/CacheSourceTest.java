package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheSourceTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    @Test
    void isReadAsItWasWritten() {
        CacheSource read = JSON.unmarshal(JSON.asJson(new CacheSource("p", "d", "r1", "a0", 2)), CacheSource.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(new CacheSource("p", "d", "r1", "a0", 2));
    }

    @Test
    void writesNothingThatIsNotSet() {
        assertThat(JSON.unmarshal(JSON.asJson(new CacheSource()), Map.class)).isEqualTo(Map.of());
    }
}
