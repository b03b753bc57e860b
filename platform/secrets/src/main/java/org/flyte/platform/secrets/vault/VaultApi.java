package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Requests to Vault. Failures carry codes only: what Vault quotes may be a part of a secret. */
final class VaultApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI address;
    private final Optional<String> namespace;
    private final Duration timeout;

    /** An answer of Vault that is no failure of the request as such. */
    record Answer(int status, JsonNode body) {
        boolean isFound() {
            return status < 300;
        }
    }

    VaultApi(URI address, Optional<String> namespace, Duration timeout) {
        this.address = address;
        this.namespace = namespace;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /**
     * Sends a request; answers with a status below 300, 400 or 404.
     *
     * @param token empty for a login
     * @param body null for none
     */
    Answer send(String method, String path, Optional<String> token, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/v1/" + path))
                .timeout(timeout)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        token.ifPresent(text -> request.header("X-Vault-Token", text));
        namespace.ifPresent(text -> request.header("X-Vault-Namespace", text));
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            int status = answer.statusCode();
            if (status < 300 || status == 400 || status == 404) {
                return new Answer(
                        status, answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(answer.body()));
            }
            throw failure(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the server is shutting down; retry");
        } catch (IOException e) {
            throw new Unavailable(e, "Vault at %s does not answer; retry later", address);
        }
    }

    private FlyteException failure(int status) {
        return status == 401 || status == 403
                ? new FailedPrecondition(
                        "Vault at %s refuses access; check the token or the role and its policy", address)
                : new Unavailable(null, "Vault at %s answers with status %d; retry later", address, status);
    }

    @Override
    public void close() {
        http.close();
    }
}
