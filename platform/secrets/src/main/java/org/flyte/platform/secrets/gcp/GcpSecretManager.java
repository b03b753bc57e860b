package org.flyte.platform.secrets.gcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.SecretsConfig;
import org.flyte.platform.secrets.StoredSecret;
import org.flyte.platform.secrets.rest.JsonApi;
import org.flyte.platform.secrets.rest.JsonApi.Answer;

/**
 * Keeps secrets in Google Cloud Secret Manager, by its REST API, named as Flyte's own service does: a secret with a label for
 * its kind, and a version for each value. The latest one counts.
 */
public final class GcpSecretManager implements SecretManager {
    public static final String NAME = "gcp";

    private static final String KIND_LABEL = "flyte-kind";
    private static final int CONFLICT = 409;
    private static final Pattern ID = Pattern.compile("[-a-zA-Z0-9_]{1,255}");

    private final JsonApi api;
    private final Supplier<String> token;
    private final String secrets;
    private final List<String> locations;

    /** Connects to nothing yet. Credentials are those of Google's library for applications. */
    public GcpSecretManager(SecretsConfig.Gcp config) {
        this(config, new GcpLogin());
    }

    GcpSecretManager(SecretsConfig.Gcp config, Supplier<String> token) {
        String project = config.project()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.secrets.gcp.project is required with flyte.secrets.manager=gcp"));
        this.api = new JsonApi(
                "Google's Secret Manager at " + config.endpoint(),
                "flyte.secrets.gcp.project and the roles of the service account",
                config.timeout());
        this.token = token;
        this.secrets = "%s/v1/projects/%s/secrets".formatted(config.endpoint(), project);
        this.locations = config.locations().orElse(List.of());
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Two requests: the secret, of which Google makes one only, then its value. If the second fails, the secret is removed; if
     * that fails too, it stays without a value, which {@link #update} and {@link #delete} mend.
     */
    @Override
    public void create(SecretId id, SecretValue value) {
        if (!isStorable(id)) {
            throw new InvalidArgument("Google's Secret Manager takes no '.' in the project or domain of a secret");
        }
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.putObject("labels").put(KIND_LABEL, value.kind().name().toLowerCase(Locale.ROOT));
        replication(secret.putObject("replication"));
        if (send("POST", "?secretId=" + id.encoded(), secret).status() == CONFLICT) {
            throw new AlreadyExists("secret %s already exists", id);
        }
        try {
            addVersion(id, value);
        } catch (FlyteException e) {
            try {
                send("DELETE", "/" + id.encoded(), null);
            } catch (FlyteException removal) {
                e.addSuppressed(removal);
            }
            throw e;
        }
    }

    @Override
    public void update(SecretId id, SecretValue value) {
        StoredSecret found = describe(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        found.kind().requireSame(value.kind(), id);
        addVersion(id, value);
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        if (!isStorable(id)) {
            return Optional.empty();
        }
        Answer answer = send("GET", "/" + id.encoded(), null);
        return answer.isFound() ? Optional.of(stored(id, answer.body())) : Optional.empty();
    }

    /** Google answers a value without the labels of its secret, so this takes two requests. */
    @Override
    public Optional<SecretValue> read(SecretId id) {
        return describe(id).flatMap(found -> value(id).map(bytes -> new SecretValue(found.kind(), bytes)));
    }

    /** Empty also when the secret has no version that is enabled. */
    private Optional<byte[]> value(SecretId id) {
        Answer answer = send("GET", "/%s/versions/latest:access".formatted(id.encoded()), null);
        try {
            return answer.isFound()
                    ? Optional.of(answer.body().path("payload").path("data").binaryValue())
                    : Optional.empty();
        } catch (IOException e) {
            throw new FailedPrecondition("secret %s has a value that cannot be read", id);
        }
    }

    @Override
    public SecretPage list(SecretScope scope, int limit, String pageToken) {
        String query = "?pageSize=%d&filter=%s".formatted(limit, encoded("name:" + scope.encodedBeginning()))
                + (pageToken.isEmpty() ? "" : "&pageToken=" + encoded(pageToken));
        Answer answer = send("GET", query, null);
        if (!answer.isFound()) {
            throw new InvalidArgument("token is of another list or too old; list again from the start");
        }
        List<StoredSecret> found = new ArrayList<>();
        for (JsonNode secret : answer.body().path("secrets")) {
            String name = secret.path("name").asText();
            SecretId.decode(name.substring(name.lastIndexOf('/') + 1))
                    .filter(id -> scope.contains(id.scope()))
                    .ifPresent(id -> found.add(stored(id, secret)));
        }
        return new SecretPage(found, answer.body().path("nextPageToken").asText(""));
    }

    @Override
    public boolean delete(SecretId id) {
        return isStorable(id) && send("DELETE", "/" + id.encoded(), null).isFound();
    }

    @Override
    public void check() {
        if (!send("GET", "?pageSize=1", null).isFound()) {
            throw new FailedPrecondition(
                    "Google's Secret Manager knows no such project; check flyte.secrets.gcp.project");
        }
    }

    @Override
    public void close() {
        api.close();
    }

    private void addVersion(SecretId id, SecretValue value) {
        ObjectNode version = JsonNodeFactory.instance.objectNode();
        version.putObject("payload").put("data", value.bytes());
        if (!send("POST", "/%s:addVersion".formatted(id.encoded()), version).isFound()) {
            throw new FailedPrecondition("Google's Secret Manager does not take the value of secret %s", id);
        }
    }

    private void replication(ObjectNode replication) {
        if (locations.isEmpty()) {
            replication.putObject("automatic");
            return;
        }
        var replicas = replication.putObject("userManaged").putArray("replicas");
        locations.forEach(location -> replicas.addObject().put("location", location));
    }

    private static StoredSecret stored(SecretId id, JsonNode secret) {
        String kind = secret.path("labels").path(KIND_LABEL).asText(SecretKind.GENERIC.name());
        try {
            return new StoredSecret(
                    id,
                    SecretKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    Instant.parse(secret.path("createTime").asText()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new FailedPrecondition(
                    "secret %s has the label %s with the unknown value '%s'; correct it in Google's Secret Manager",
                    id, KIND_LABEL, kind);
        }
    }

    /** Whether Google's grammar has the name: of Flyte's names it lacks those with a dot in the project or domain. */
    private static boolean isStorable(SecretId id) {
        return ID.matcher(id.encoded()).matches();
    }

    private Answer send(String method, String path, JsonNode body) {
        return api.send(method, URI.create(secrets + path), Map.of("Authorization", "Bearer " + token.get()), body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
