package org.flyte.copilot.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.storage.StorageConfig;

/**
 * How to reach the object stores, by the environment variables that the Flyte SDK reads too. What is not set is left to
 * the ambient credentials of the cloud.
 */
record StoreEnvironment(Map<String, String> environment) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    StorageConfig.S3 s3() {
        Optional<URI> endpoint = first("FLYTE_AWS_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .map(URI::create);
        String style = first("FLYTE_AWS_S3_ADDRESSING_STYLE").orElse(endpoint.isPresent() ? "path" : "virtual");
        return new S3(
                endpoint,
                first("AWS_REGION", "AWS_DEFAULT_REGION").orElse("us-east-1"),
                first("FLYTE_AWS_ACCESS_KEY_ID"),
                first("FLYTE_AWS_SECRET_ACCESS_KEY"),
                "path".equals(style));
    }

    StorageConfig.Gs gs() {
        return new Gs(URI.create(first("FLYTE_GS_ENDPOINT").orElse("https://storage.googleapis.com")));
    }

    StorageConfig.Abfs abfs() {
        return new Abfs(first("FLYTE_ABFS_ENDPOINT").map(URI::create), first("AZURE_STORAGE_ACCOUNT_KEY"));
    }

    private Optional<String> first(String... names) {
        return Stream.of(names)
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    private record S3(
            Optional<URI> endpoint,
            String region,
            Optional<String> accessKey,
            Optional<String> secretKey,
            boolean pathStyle)
            implements StorageConfig.S3 {
        @Override
        public Optional<URI> publicEndpoint() {
            return Optional.empty();
        }

        @Override
        public boolean conditionalPut() {
            return true;
        }

        @Override
        public boolean createBuckets() {
            return false;
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }
    }

    private record Gs(URI endpoint) implements StorageConfig.Gs {
        @Override
        public Optional<URI> publicEndpoint() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> credentialsFile() {
            return Optional.empty();
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }
    }

    private record Abfs(Optional<URI> endpoint, Optional<String> accountKey) implements StorageConfig.Abfs {
        @Override
        public boolean createContainers() {
            return false;
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }
    }
}
