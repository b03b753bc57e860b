package org.flyte.platform.secrets.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import java.net.URI;
import java.time.Duration;
import org.flyte.platform.secrets.SecretsConfig;

/** Makes Azure's client. It tries nothing again: callers do. */
final class KeyVaultClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private KeyVaultClient() {}

    static SecretClient create(SecretsConfig.Azure config) {
        URI vault = config.vaultUrl()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.secrets.azure.vault-url is required with flyte.secrets.manager=azure"));
        HttpClient http = new JdkHttpClientBuilder()
                .connectionTimeout(CONNECT)
                .responseTimeout(config.timeout())
                .readTimeout(config.timeout())
                .build();
        return builder(http)
                .vaultUrl(vault.toString())
                .credential(new DefaultAzureCredentialBuilder().httpClient(http).build())
                .buildClient();
    }

    static SecretClientBuilder builder(HttpClient http) {
        return new SecretClientBuilder()
                .httpClient(http)
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    }
}
