package org.flyte.platform.secrets.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.SecretsConfig;
import org.flyte.platform.secrets.StoredSecret;

/**
 * Keeps secrets in Azure Key Vault, named and stored as Flyte's own service does.
 *
 * <p>Key Vault has no conditional write: of concurrent creators of one secret in one process one succeeds, of those in several
 * processes the last one wins. A deleted secret keeps its name until it is purged; creating it again recovers it first.
 */
public final class AzureSecretManager implements SecretManager {
    public static final String NAME = "azure";

    private static final String KIND_TAG = "flyte-kind";
    private static final String CREATED_TAG = "flyte-created";
    private static final int CONFLICT = 409;

    private final SecretClient client;
    private final SecretsConfig.Azure config;
    private final Clock clock;
    private final ReentrantLock creating = new ReentrantLock();

    /** Connects to nothing yet. Credentials are those of Azure's library. */
    public AzureSecretManager(SecretsConfig.Azure config, Clock clock) {
        this(KeyVaultClient.create(config), config, clock);
    }

    AzureSecretManager(SecretClient client, SecretsConfig.Azure config, Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void create(SecretId id, SecretValue value) {
        KeyVaultName name = KeyVaultName.of(id)
                .orElseThrow(() -> new InvalidArgument(
                        "Azure Key Vault takes only lower-case letters, digits and '-' in the project and domain of a secret,"
                                + " and about 60 characters in its name"));
        lock();
        try {
            if (describe(id).isPresent()) {
                throw new AlreadyExists("secret %s already exists", id);
            }
            AzureErrors.call(id, () -> setOrRecover(name, value, clock.instant()));
        } finally {
            creating.unlock();
        }
    }

    @Override
    public void update(SecretId id, SecretValue value) {
        StoredSecret found = describe(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        found.kind().requireSame(value.kind(), id);
        AzureErrors.call(id, () -> set(KeyVaultName.of(id).orElseThrow(), value, found.createdAt()));
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        return get(id).map(secret -> stored(id, secret.getProperties()));
    }

    @Override
    public Optional<SecretValue> read(SecretId id) {
        return get(id).map(secret ->
                new SecretValue(kind(id, secret.getProperties()), new StoredValue(secret.getValue()).bytes(id)));
    }

    /** Key Vault cannot filter, and sorts as it likes: all names are read, 25 a request. */
    @Override
    public SecretPage list(SecretScope scope, int limit, String token) {
        List<StoredSecret> found = AzureErrors.list(() -> client.listPropertiesOfSecrets().stream()
                .flatMap(properties -> new KeyVaultName(properties.getName())
                                .id()
                                .filter(id -> scope.contains(id.scope()))
                                .filter(id -> id.encoded().compareTo(token) > 0)
                                .map(id -> stored(id, properties))
                                .stream())
                .sorted(Comparator.comparing(secret -> secret.id().encoded()))
                .limit(limit + 1L)
                .toList());
        List<StoredSecret> page = found.size() > limit ? found.subList(0, limit) : found;
        return new SecretPage(page, found.size() > limit ? page.getLast().id().encoded() : "");
    }

    @Override
    public boolean delete(SecretId id) {
        if (get(id).isEmpty()) {
            return false;
        }
        return AzureErrors.call(id, () -> {
            try {
                // Nothing here depends on its completion.
                client.beginDeleteSecret(KeyVaultName.of(id).orElseThrow().text());
                return true;
            } catch (ResourceNotFoundException e) {
                return false;
            }
        });
    }

    @Override
    public void check() {
        AzureErrors.list(() -> client.listPropertiesOfSecrets().streamByPage().findFirst());
    }

    @Override
    public void close() {
        // The client has no connections of its own.
    }

    private Optional<KeyVaultSecret> get(SecretId id) {
        return KeyVaultName.of(id)
                .flatMap(name -> AzureErrors.call(id, () -> {
                    try {
                        return Optional.of(client.getSecret(name.text()));
                    } catch (ResourceNotFoundException e) {
                        return Optional.empty();
                    }
                }));
    }

    private boolean setOrRecover(KeyVaultName name, SecretValue value, Instant created) {
        try {
            return set(name, value, created);
        } catch (HttpResponseException e) {
            if (e.getResponse().getStatusCode() != CONFLICT) {
                throw e;
            }
        }
        SyncPoller<KeyVaultSecret, Void> recovery = client.beginRecoverDeletedSecret(name.text());
        recovery.setPollInterval(config.timeout().dividedBy(20));
        recovery.waitForCompletion(config.timeout());
        return set(name, value, created);
    }

    private boolean set(KeyVaultName name, SecretValue value, Instant created) {
        client.setSecret(new KeyVaultSecret(name.text(), StoredValue.of(value).json())
                .setProperties(new SecretProperties()
                        .setTags(Map.of(KIND_TAG, value.kind().name(), CREATED_TAG, created.toString()))));
        return true;
    }

    private void lock() {
        try {
            if (creating.tryLock(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Unavailable(null, "other secrets are being created; retry later");
    }

    private static StoredSecret stored(SecretId id, SecretProperties properties) {
        String created = tag(properties, CREATED_TAG)
                .orElseGet(() -> properties.getCreatedOn().toInstant().toString());
        try {
            return new StoredSecret(id, kind(id, properties), Instant.parse(created));
        } catch (DateTimeException e) {
            throw unknown(id, CREATED_TAG);
        }
    }

    private static SecretKind kind(SecretId id, SecretProperties properties) {
        try {
            return tag(properties, KIND_TAG).map(SecretKind::valueOf).orElse(SecretKind.GENERIC);
        } catch (IllegalArgumentException e) {
            throw unknown(id, KIND_TAG);
        }
    }

    private static Optional<String> tag(SecretProperties properties, String name) {
        return Optional.ofNullable(properties.getTags()).map(tags -> tags.get(name));
    }

    private static FailedPrecondition unknown(SecretId id, String tag) {
        return new FailedPrecondition(
                "secret %s has the tag %s with a value that is unknown; correct it in Azure Key Vault", id, tag);
    }
}
