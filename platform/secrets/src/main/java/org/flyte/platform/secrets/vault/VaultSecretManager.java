package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.Aborted;
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
import org.flyte.platform.secrets.rest.JsonApi.Answer;

/**
 * Keeps secrets in Vault's key/value engine, version 2. Every write names the version that it replaces, so that of concurrent
 * writers one succeeds.
 */
public final class VaultSecretManager implements SecretManager {
    public static final String NAME = "vault";

    private static final int MISSING = 404;

    private final VaultApi api;
    private final VaultLogin login;
    private final String mount;
    private final String prefix;
    private final Clock clock;

    private record Entry(StoredSecret secret, SecretValue value, int version) {}

    public VaultSecretManager(SecretsConfig.Vault config, Clock clock) {
        this.api = new VaultApi(
                config.address()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "flyte.secrets.vault.address is required with flyte.secrets.manager=vault")),
                config.namespace(),
                config.timeout());
        this.login = new VaultLogin(api, config, clock);
        this.mount = config.mount();
        this.prefix = config.prefix();
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void create(SecretId id, SecretValue value) {
        Entry entry = new Entry(new StoredSecret(id, value.kind(), clock.instant()), value, 0);
        if (!write(entry)) {
            throw new AlreadyExists("secret %s already exists", id);
        }
    }

    @Override
    public void update(SecretId id, SecretValue value) {
        Entry found = get(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        found.secret().kind().requireSame(value.kind(), id);
        if (!write(new Entry(found.secret(), value, found.version()))) {
            throw new Aborted("secret %s is being changed by others; try again", id);
        }
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        return get(id).map(Entry::secret);
    }

    @Override
    public Optional<SecretValue> read(SecretId id) {
        return get(id).map(Entry::value);
    }

    /** Vault lists names only: each secret of a page is read. */
    @Override
    public SecretPage list(SecretScope scope, int limit, String token) {
        List<SecretId> ids = names().stream()
                .sorted()
                .filter(name -> name.compareTo(token) > 0)
                .flatMap(name -> SecretId.decode(name).stream())
                .filter(id -> scope.contains(id.scope()))
                .limit(limit + 1L)
                .toList();
        List<SecretId> page = ids.size() > limit ? ids.subList(0, limit) : ids;
        List<StoredSecret> found =
                page.stream().flatMap(id -> describe(id).stream()).toList();
        return new SecretPage(found, ids.size() > limit ? page.getLast().encoded() : "");
    }

    @Override
    public boolean delete(SecretId id) {
        if (get(id).isEmpty()) {
            return false;
        }
        return send("DELETE", "metadata", "/" + id.encoded(), null).isFound();
    }

    @Override
    public void check() {
        names();
    }

    @Override
    public void close() {
        api.close();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        send("LIST", "metadata", "", null).body().path("data").path("keys").forEach(key -> names.add(key.asText()));
        return names;
    }

    private Optional<Entry> get(SecretId id) {
        Answer answer = send("GET", "data", "/" + id.encoded(), null);
        if (!answer.isFound()) {
            return Optional.empty();
        }
        JsonNode data = answer.body().path("data");
        try {
            return Optional.of(entry(
                    id, data.path("data"), data.path("metadata").path("version").asInt()));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new FailedPrecondition("secret %s in Vault was not written by Flyte; delete it there", id);
        }
    }

    private static Entry entry(SecretId id, JsonNode fields, int version) throws IOException {
        SecretKind kind = SecretKind.valueOf(fields.path("kind").asText());
        Instant createdAt = Instant.parse(fields.path("created").asText());
        JsonNode value = JsonNodeFactory.instance.textNode(fields.path("value").asText());
        return new Entry(new StoredSecret(id, kind, createdAt), new SecretValue(kind, value.binaryValue()), version);
    }

    /** False when another version is stored than the one to be replaced; 0 is none. */
    private boolean write(Entry entry) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("options").put("cas", entry.version());
        body.putObject("data")
                .put("value", entry.value().bytes())
                .put("kind", entry.secret().kind().name())
                .put("created", entry.secret().createdAt().toString());
        Answer answer = send("POST", "data", "/" + entry.secret().id().encoded(), body);
        if (answer.status() == MISSING) {
            throw new FailedPrecondition("Vault has no key/value engine at '%s'; enable it", mount);
        }
        return answer.isFound();
    }

    private Answer send(String method, String kind, String path, JsonNode body) {
        return api.send(method, "%s/%s/%s%s".formatted(mount, kind, prefix, path), Optional.of(login.token()), body);
    }
}
