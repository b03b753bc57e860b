package org.flyte.platform.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.storage.StorageConfig;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The two clients of one S3 store, made at first use: one that calls it, one that signs URLs for its public address.
 *
 * <p>Checksums of the SDK's own kind are off unless S3 requires them: S3 servers other than AWS refuse them, and in a
 * presigned URL they would oblige the client to send one. Nor does the SDK try again: {@code RemoteObjectStore} does.
 */
final class S3Clients implements AutoCloseable {
    private final StorageConfig.S3 config;
    private S3Client client;
    private S3Presigner presigner;
    private AwsCredentialsProvider credentials;

    S3Clients(StorageConfig.S3 config) {
        this.config = config;
    }

    synchronized S3Client client() {
        if (client == null) {
            var builder = S3Client.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder()
                            .connectionTimeout(Duration.ofSeconds(3))
                            .socketTimeout(Duration.ofSeconds(30)))
                    .region(Region.of(config.region()))
                    .credentialsProvider(credentials())
                    .forcePathStyle(config.pathStyle())
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .overrideConfiguration(override ->
                            override.apiCallTimeout(config.timeout()).retryStrategy(AwsRetryStrategy.doNotRetry()));
            config.endpoint().ifPresent(builder::endpointOverride);
            client = builder.build();
        }
        return client;
    }

    synchronized S3Presigner presigner() {
        if (presigner == null) {
            var builder = S3Presigner.builder()
                    .region(Region.of(config.region()))
                    .credentialsProvider(credentials())
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(config.pathStyle())
                            .build());
            publicEndpoint().ifPresent(builder::endpointOverride);
            presigner = builder.build();
        }
        return presigner;
    }

    private Optional<URI> publicEndpoint() {
        return config.publicEndpoint().or(config::endpoint);
    }

    /** Those of the configuration, else those of the environment. */
    synchronized AwsCredentialsProvider credentials() {
        if (credentials == null) {
            credentials = findCredentials();
        }
        return credentials;
    }

    private AwsCredentialsProvider findCredentials() {
        if (config.accessKey().isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        String secret = config.secretKey()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.storage.s3.access-key is set, so flyte.storage.s3.secret-key must be set too"));
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(config.accessKey().get(), secret));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        if (presigner != null) {
            presigner.close();
        }
    }
}
