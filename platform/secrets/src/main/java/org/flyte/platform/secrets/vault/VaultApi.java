package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.secrets.rest.JsonApi;
import org.flyte.platform.secrets.rest.JsonApi.Answer;

/** Requests to Vault, in the namespace of the configuration. */
final class VaultApi implements AutoCloseable {
    private final JsonApi api;
    private final URI address;
    private final Optional<String> namespace;

    VaultApi(URI address, Optional<String> namespace, Duration timeout) {
        this.api = new JsonApi("Vault at " + address, "the token or the role and its policy", timeout);
        this.address = address;
        this.namespace = namespace;
    }

    /**
     * Sends a request.
     *
     * @param token empty for a login
     * @param body null for none
     */
    Answer send(String method, String path, Optional<String> token, JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        token.ifPresent(text -> headers.put("X-Vault-Token", text));
        namespace.ifPresent(text -> headers.put("X-Vault-Namespace", text));
        return api.send(method, address.resolve("/v1/" + path), headers, body);
    }

    @Override
    public void close() {
        api.close();
    }
}
