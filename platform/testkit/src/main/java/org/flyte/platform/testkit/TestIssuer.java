package org.flyte.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/**
 * Issuers of users, pods and services for tests, with one key: turns authentication on. {@link TestTokens} signs for them.
 * The user {@code root} is admin of the organization. With the argument {@link #SERVICE} the application calls others as
 * that service.
 */
public final class TestIssuer implements QuarkusTestResourceLifecycleManager {
    /** Issuer of users. */
    public static final String USERS = "https://users.test";
    /** Issuer of pods and services. */
    public static final String CLUSTER = "https://cluster.test";

    /** Argument: the name of the service under test. */
    public static final String SERVICE = "service";

    static final String FOLDER = "test.issuer.folder";
    static final String KEY_FILE = "key.json";
    static final String KEYS_FILE = "jwks.json";

    private Optional<String> service = Optional.empty();

    @Override
    public void init(Map<String, String> arguments) {
        service = Optional.ofNullable(arguments.get(SERVICE));
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("test-issuer");
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("key-1");
            Files.writeString(folder.resolve(KEY_FILE), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            Files.writeString(folder.resolve(KEYS_FILE), new JsonWebKeySet(key).toJson());
            Map<String, String> config = new HashMap<>(config(folder));
            if (service.isPresent()) {
                Path token = folder.resolve("token");
                Files.writeString(token, new TestTokens(key).service(service.get()));
                config.put("flyte.auth.outgoing.token-file", token.toString());
            }
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {}

    private static Map<String, String> config(Path folder) {
        String keys = folder.resolve(KEYS_FILE).toUri().toString();
        return Map.ofEntries(
                Map.entry(FOLDER, folder.toString()),
                Map.entry("flyte.auth.enabled", "true"),
                // So that requests that lack something reach the check of their permission.
                Map.entry("flyte.rpc.validation", "none"),
                Map.entry("flyte.limits.enabled", "false"),
                Map.entry("flyte.auth.roles.refresh-interval", "200ms"),
                Map.entry("flyte.auth.permissions.recheck-interval", "500ms"),
                Map.entry("flyte.auth.issuers.users.url", USERS),
                Map.entry("flyte.auth.issuers.users.audience", "flyte"),
                Map.entry("flyte.auth.issuers.users.jwks-url", keys),
                Map.entry("flyte.auth.issuers.pods.url", CLUSTER),
                Map.entry("flyte.auth.issuers.pods.kind", "pods"),
                Map.entry("flyte.auth.issuers.pods.audience", "flyte-pods"),
                Map.entry("flyte.auth.issuers.pods.jwks-url", keys),
                Map.entry("flyte.auth.issuers.services.url", CLUSTER),
                Map.entry("flyte.auth.issuers.services.kind", "services"),
                Map.entry("flyte.auth.issuers.services.audience", "flyte-internal"),
                Map.entry("flyte.auth.issuers.services.jwks-url", keys),
                Map.entry(
                        "flyte.auth.issuers.services.service-accounts",
                        "flyte/runs-service,flyte/actions-service,flyte/dataproxy-service,flyte/cache-service"),
                Map.entry("flyte.access.admins", "user:root"));
    }
}
