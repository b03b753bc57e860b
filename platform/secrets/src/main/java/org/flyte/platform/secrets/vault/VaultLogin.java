package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.secrets.SecretsConfig;

/** The token for requests: the configured one, that of a file which an agent keeps up to date, or one from a login by role. */
final class VaultLogin {
    private final VaultApi api;
    private final SecretsConfig.Vault config;
    private final Clock clock;
    private String token;
    private Instant renewAt = Instant.MIN;

    VaultLogin(VaultApi api, SecretsConfig.Vault config, Clock clock) {
        this.api = api;
        this.config = config;
        this.clock = clock;
        if (config.token().isEmpty()
                && config.tokenFile().isEmpty()
                && config.role().isEmpty()) {
            throw new IllegalArgumentException(
                    "flyte.secrets.vault.token, token-file or role is required with flyte.secrets.manager=vault");
        }
    }

    String token() {
        if (config.token().isPresent()) {
            return config.token().get();
        }
        return config.tokenFile().map(VaultLogin::read).orElseGet(this::ofRole);
    }

    /** Logs in again when two thirds of the lease are over. */
    private synchronized String ofRole() {
        Instant now = clock.instant();
        if (!renewAt.isAfter(now)) {
            var body = JsonNodeFactory.instance
                    .objectNode()
                    .put("role", config.role().orElseThrow())
                    .put("jwt", read(config.jwtFile()));
            JsonNode auth = api.send("POST", "auth/%s/login".formatted(config.authPath()), Optional.empty(), body)
                    .body()
                    .path("auth");
            token = auth.path("client_token").asText("");
            if (token.isEmpty()) {
                throw new FailedPrecondition(
                        "Vault refuses the login with the role '%s'; check the role",
                        config.role().orElseThrow());
            }
            renewAt = now.plusSeconds(auth.path("lease_duration").asLong() * 2 / 3);
        }
        return token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new FailedPrecondition("the file %s for Vault cannot be read", file);
        }
    }
}
