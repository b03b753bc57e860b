package org.flyte.platform.secrets.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Map;
import org.flyte.platform.secrets.ConfigOf;
import org.flyte.platform.secrets.SecretManager;
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
        assertThat(manager(Map.of("manager", "aws", "aws.region", "eu-west-1")).name())
                .isEqualTo("aws");
        assertThat(manager(Map.of("manager", "gcp", "gcp.project", "p")).name()).isEqualTo("gcp");
        assertThat(manager(Map.of("manager", "azure", "azure.vault-url", "https://v.vault.azure.net"))
                        .name())
                .isEqualTo("azure");
    }

    @Test
    void namesTheKeyThatIsMissingOrWrong() {
        assertThatThrownBy(() -> manager(Map.of("manager", "file"))).hasMessageContaining("flyte.secrets.file.folder");
        assertThatThrownBy(() -> manager(Map.of("manager", "vault")))
                .hasMessageContaining("flyte.secrets.vault.address");
        assertThatThrownBy(() -> manager(Map.of("manager", "vault", "vault.address", "http://localhost:8200")))
                .hasMessageContaining("flyte.secrets.vault.token");
        assertThatThrownBy(() -> manager(Map.of("manager", "gcp"))).hasMessageContaining("flyte.secrets.gcp.project");
        assertThatThrownBy(() -> manager(Map.of("manager", "azure")))
                .hasMessageContaining("flyte.secrets.azure.vault-url");
        assertThatThrownBy(() -> manager(Map.of("manager", "paper")))
                .hasMessageStartingWith("flyte.secrets.manager is 'paper', but may be kubernetes");
    }

    static SecretManager manager(Map<String, String> settings) {
        return SecretManagerProducer.create(ConfigOf.secrets(settings), null, Clock.systemUTC());
    }
}
