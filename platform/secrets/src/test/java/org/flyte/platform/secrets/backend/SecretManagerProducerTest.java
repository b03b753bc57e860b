package org.flyte.platform.secrets.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretsConfig;
import org.junit.jupiter.api.Test;

class SecretManagerProducerTest {
    @Test
    void keepsSecretsInKubernetesByDefault() {
        assertThat(manager(Map.of()).name()).isEqualTo("kubernetes");
    }

    @Test
    void makesTheManagerThatIsConfigured() {
        assertThat(manager(Map.of("manager", "file", "file.folder", "/tmp/secrets"))
                        .name())
                .isEqualTo("file");
    }

    @Test
    void namesTheKeyThatIsMissingOrWrong() {
        assertThatThrownBy(() -> manager(Map.of("manager", "file"))).hasMessageContaining("flyte.secrets.file.folder");
        assertThatThrownBy(() -> manager(Map.of("manager", "vault")))
                .hasMessageContaining("flyte.secrets.vault.address");
        assertThatThrownBy(() -> manager(Map.of("manager", "vault", "vault.address", "http://localhost:8200")))
                .hasMessageContaining("flyte.secrets.vault.token");
        assertThatThrownBy(() -> manager(Map.of("manager", "azure"))).hasMessageContaining("not built yet");
        assertThatThrownBy(() -> manager(Map.of("manager", "paper")))
                .hasMessageStartingWith("flyte.secrets.manager is 'paper', but may be kubernetes");
    }

    static SecretManager manager(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("flyte.secrets." + key, value));
        SecretsConfig config = new SmallRyeConfigBuilder()
                .withMapping(SecretsConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .addDefaultInterceptors()
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(SecretsConfig.class);
        return SecretManagerProducer.create(config, null, Clock.systemUTC());
    }
}
