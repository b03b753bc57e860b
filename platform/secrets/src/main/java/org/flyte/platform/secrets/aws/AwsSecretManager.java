package org.flyte.platform.secrets.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.SecretsConfig;
import org.flyte.platform.secrets.StoredSecret;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * Keeps secrets in AWS Secrets Manager, named and stored as Flyte's own service does: text as text. Credentials are those of the AWS SDK's
 * chain: environment, web identity, container, instance.
 */
public final class AwsSecretManager implements SecretManager {
    public static final String NAME = "aws";

    /** Says the kind of a secret; without it a secret is generic. */
    private static final String KIND_TAG = "flyte-kind";

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final SecretsManagerClient client;
    private final Optional<String> kmsKey;

    /** Fails when no region is known. */
    public AwsSecretManager(SecretsConfig.Aws config) {
        var builder = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(config.timeout()))
                .overrideConfiguration(override -> override.apiCallTimeout(config.timeout()));
        config.region().map(Region::of).ifPresent(builder::region);
        config.endpoint().ifPresent(builder::endpointOverride);
        try {
            this.client = builder.build();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "flyte.secrets.aws.region is required with flyte.secrets.manager=aws, because the environment has none",
                    e);
        }
        this.kmsKey = config.kmsKey();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void create(SecretId id, SecretValue value) {
        CreateSecretRequest.Builder request = CreateSecretRequest.builder()
                .name(id.encoded())
                .description("Secret %s of Flyte".formatted(id))
                .tags(Tag.builder().key(KIND_TAG).value(value.kind().name()).build());
        kmsKey.ifPresent(request::kmsKeyId);
        value.text().ifPresentOrElse(request::secretString, () -> request.secretBinary(binary(value)));
        AwsErrors.call(id, () -> {
            try {
                return client.createSecret(request.build());
            } catch (ResourceExistsException e) {
                throw new AlreadyExists("secret %s already exists", id);
            }
        });
    }

    @Override
    public void update(SecretId id, SecretValue value) {
        StoredSecret found = describe(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        found.kind().requireSame(value.kind(), id);
        PutSecretValueRequest.Builder request = PutSecretValueRequest.builder().secretId(id.encoded());
        value.text().ifPresentOrElse(request::secretString, () -> request.secretBinary(binary(value)));
        AwsErrors.call(id, () -> client.putSecretValue(request.build()));
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        return AwsErrors.call(id, () -> {
            try {
                DescribeSecretResponse found = client.describeSecret(request -> request.secretId(id.encoded()));
                return found.deletedDate() == null
                        ? Optional.of(new StoredSecret(id, kind(id, found.tags()), found.createdDate()))
                        : Optional.empty();
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** AWS answers a value without the tags of its secret, so this takes two requests. */
    @Override
    public Optional<SecretValue> read(SecretId id) {
        return describe(id).flatMap(found -> value(id).map(bytes -> new SecretValue(found.kind(), bytes)));
    }

    private Optional<byte[]> value(SecretId id) {
        return AwsErrors.call(id, () -> {
            try {
                GetSecretValueResponse found = client.getSecretValue(request -> request.secretId(id.encoded()));
                return Optional.of(
                        found.secretString() == null
                                ? found.secretBinary().asByteArray()
                                : found.secretString().getBytes(StandardCharsets.UTF_8));
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** AWS filters by the beginning of names, which is that of the scope. */
    @Override
    public SecretPage list(SecretScope scope, int limit, String token) {
        ListSecretsRequest request = ListSecretsRequest.builder()
                .maxResults(limit)
                .nextToken(token.isEmpty() ? null : token)
                .filters(filter -> filter.key(FilterNameStringType.NAME).values(scope.encodedBeginning()))
                .build();
        ListSecretsResponse found = AwsErrors.list(() -> client.listSecrets(request));
        return new SecretPage(
                found.secretList().stream()
                        .flatMap(entry -> stored(entry).stream())
                        .filter(secret -> scope.contains(secret.id().scope()))
                        .toList(),
                Optional.ofNullable(found.nextToken()).orElse(""));
    }

    /** At once, not after days of recovery: the name can be used again. */
    @Override
    public boolean delete(SecretId id) {
        if (describe(id).isEmpty()) {
            return false;
        }
        return AwsErrors.call(id, () -> {
            try {
                client.deleteSecret(request -> request.secretId(id.encoded()).forceDeleteWithoutRecovery(true));
                return true;
            } catch (ResourceNotFoundException e) {
                return false;
            }
        });
    }

    @Override
    public void check() {
        AwsErrors.list(() -> client.listSecrets(request -> request.maxResults(1)));
    }

    @Override
    public void close() {
        client.close();
    }

    private static Optional<StoredSecret> stored(SecretListEntry entry) {
        return SecretId.decode(entry.name())
                .map(id -> new StoredSecret(id, kind(id, entry.tags()), entry.createdDate()));
    }

    private static SecretKind kind(SecretId id, List<Tag> tags) {
        String kind = tags.stream()
                .filter(tag -> tag.key().equals(KIND_TAG))
                .map(Tag::value)
                .findFirst()
                .orElse(SecretKind.GENERIC.name());
        try {
            return SecretKind.valueOf(kind);
        } catch (IllegalArgumentException e) {
            throw new FailedPrecondition(
                    "secret %s has the tag %s with the unknown value '%s'; correct it in AWS", id, KIND_TAG, kind);
        }
    }

    private static SdkBytes binary(SecretValue value) {
        return SdkBytes.fromByteArray(value.bytes());
    }
}
