package org.flyte.platform.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.StoredSecret;

/** Keeps each secret in a Kubernetes Secret of one namespace. */
public final class KubernetesSecretManager implements SecretManager {
    public static final String NAME = "kubernetes";

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;
    private static final int UNPROCESSABLE = 422;
    private static final int UPDATE_TRIES = 3;

    private final KubernetesClient client;
    private final SecretObjects objects;

    /** @param client stays open when this is closed */
    public KubernetesSecretManager(KubernetesClient client, String namespace) {
        this.client = client;
        this.objects = new SecretObjects(namespace);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void create(SecretId id, SecretValue value) {
        try {
            client.resource(objects.of(id, value)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                throw new AlreadyExists("secret %s already exists", id);
            }
            throw failure(e);
        }
    }

    @Override
    public void update(SecretId id, SecretValue value) {
        for (int left = UPDATE_TRIES; left > 0; left--) {
            if (tryUpdate(id, value)) {
                return;
            }
        }
        throw new Aborted("secret %s is being changed by others; try again", id);
    }

    /** False when somebody else changed the Secret meanwhile. */
    private boolean tryUpdate(SecretId id, SecretValue value) {
        Secret found = get(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        SecretObjects.kind(found).requireSame(value.kind(), id);
        found.setData(SecretObjects.data(id, value));
        try {
            client.resource(found).update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
                return false;
            }
            throw failure(e);
        }
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        return get(id).flatMap(SecretObjects::describe);
    }

    @Override
    public Optional<SecretValue> read(SecretId id) {
        return get(id).flatMap(secret -> SecretObjects.value(id, secret));
    }

    @Override
    public SecretPage list(SecretScope scope, int limit, String token) {
        SecretList page = call(() -> page(scope, limit, token));
        List<StoredSecret> found = page.getItems().stream()
                .flatMap(secret -> SecretObjects.describe(secret).stream())
                .toList();
        String next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        return new SecretPage(found, next == null ? "" : next);
    }

    @Override
    public boolean delete(SecretId id) {
        return call(() -> !resource(id).delete().isEmpty());
    }

    @Override
    public void check() {
        list(SecretScope.ORGANIZATION, 1, "");
    }

    @Override
    public void close() {
        // the client belongs to the application
    }

    private SecretList page(SecretScope scope, int limit, String token) {
        try {
            return client.secrets()
                    .inNamespace(objects.namespace())
                    .withLabels(SecretObjects.labels(scope))
                    .list(new ListOptionsBuilder()
                            .withLimit((long) limit)
                            .withContinue(token.isEmpty() ? null : token)
                            .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() == GONE || e.getCode() == BAD_REQUEST) {
                throw new InvalidArgument("token is not valid or too old; list again from the start");
            }
            throw e;
        }
    }

    private Optional<Secret> get(SecretId id) {
        return Optional.ofNullable(call(() -> resource(id).get()));
    }

    private Resource<Secret> resource(SecretId id) {
        return client.secrets().inNamespace(objects.namespace()).withName(SecretObjects.name(id));
    }

    private <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw failure(e);
        }
    }

    /** Says the code only: what the API server quotes may be a part of the Secret. */
    private FlyteException failure(KubernetesClientException e) {
        return switch (e.getCode()) {
            case BAD_REQUEST, UNPROCESSABLE -> new InvalidArgument("Kubernetes does not accept the secret");
            case 401, 403 ->
                new FailedPrecondition(
                        "Kubernetes refuses access to Secrets of namespace '%s'; grant it to the service account",
                        objects.namespace());
            case NOT_FOUND ->
                new FailedPrecondition("namespace '%s' for secrets does not exist; create it", objects.namespace());
            default ->
                new Unavailable(null, "Kubernetes does not answer for secrets, code %d; retry later", e.getCode());
        };
    }
}
