package org.flyte.platform.storage.abfs;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.remote.Location;

/** The clients of storage accounts, made at first use. They try nothing again: {@code RemoteObjectStore} does. */
final class AbfsClients {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final StorageConfig.Abfs config;
    private final Map<String, BlobServiceClient> services = new ConcurrentHashMap<>();

    AbfsClients(StorageConfig.Abfs config) {
        this.config = config;
    }

    /** Whether requests are signed with the key of the account. */
    boolean hasKey() {
        return config.accountKey().isPresent();
    }

    /** The service of the account that an address names. */
    BlobServiceClient service(Location at) {
        return services.computeIfAbsent(account(at), this::connect);
    }

    BlobContainerClient container(Location at) {
        return service(at).getBlobContainerClient(at.container());
    }

    BlobClient blob(Location at) {
        return container(at).getBlobClient(at.key());
    }

    /** {@code account.dfs.core.windows.net}, the part behind the container. */
    private static String account(Location at) {
        String authority = at.authority();
        return authority.substring(authority.indexOf('@') + 1);
    }

    private BlobServiceClient connect(String host) {
        String name = host.contains(".") ? host.substring(0, host.indexOf('.')) : host;
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .httpClient(new JdkHttpClientBuilder()
                        .connectionTimeout(CONNECT)
                        .readTimeout(config.timeout())
                        .responseTimeout(config.timeout())
                        .build())
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, config.timeout(), null, null, null))
                .endpoint(endpoint(host).toString());
        Optional<String> key = config.accountKey();
        if (key.isPresent()) {
            builder.credential(new StorageSharedKeyCredential(name, key.get()));
        } else {
            builder.credential(new DefaultAzureCredentialBuilder()
                    .httpClient(new JdkHttpClientBuilder()
                            .connectionTimeout(CONNECT)
                            .build())
                    .build());
        }
        return builder.buildClient();
    }

    private URI endpoint(String host) {
        return config.endpoint().orElseGet(() -> URI.create("https://" + host.replace(".dfs.", ".blob.")));
    }
}
