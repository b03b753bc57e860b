package org.flyte.platform.secrets.backend;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretsConfig;
import org.flyte.platform.secrets.aws.AwsSecretManager;
import org.flyte.platform.secrets.azure.AzureSecretManager;
import org.flyte.platform.secrets.file.EncryptedFileSecretManager;
import org.flyte.platform.secrets.gcp.GcpSecretManager;
import org.flyte.platform.secrets.kubernetes.KubernetesSecretManager;
import org.flyte.platform.secrets.vault.VaultSecretManager;

/** Makes the manager that the configuration names. Touches neither disk nor network. */
@ApplicationScoped
public class SecretManagerProducer {
    @Produces
    @Singleton
    SecretManager secretManager(SecretsConfig config, KubernetesClient kubernetes, Clock clock) {
        return create(config, kubernetes, clock);
    }

    void close(@Disposes SecretManager manager) {
        manager.close();
    }

    /** Fails with a message that names the key when the configuration is not complete. */
    public static SecretManager create(SecretsConfig config, KubernetesClient kubernetes, Clock clock) {
        return switch (config.manager()) {
            case KubernetesSecretManager.NAME ->
                new KubernetesSecretManager(kubernetes, config.kubernetes().namespace());
            case EncryptedFileSecretManager.NAME -> files(config.file(), clock);
            case VaultSecretManager.NAME -> new VaultSecretManager(config.vault(), clock);
            case AwsSecretManager.NAME -> new AwsSecretManager(config.aws());
            case GcpSecretManager.NAME -> new GcpSecretManager(config.gcp());
            case AzureSecretManager.NAME -> new AzureSecretManager(config.azure(), clock);
            default ->
                throw new IllegalArgumentException(
                        "flyte.secrets.manager is '%s', but may be kubernetes, aws, gcp, azure, vault or file"
                                .formatted(config.manager()));
        };
    }

    private static SecretManager files(SecretsConfig.Files config, Clock clock) {
        Path folder = config.folder()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.secrets.file.folder is required with flyte.secrets.manager=file"))
                .toAbsolutePath();
        return new EncryptedFileSecretManager(
                folder, config.key().orElseGet(() -> folder.resolveSibling("secrets.key")), clock);
    }
}
