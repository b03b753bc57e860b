package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.secrets.rest.FakeServer;

/** Plays Vault: the key/value engine, version 2, at {@code secret}, and the Kubernetes login. In memory. */
final class FakeVault extends FakeServer {
    static final String ROOT_TOKEN = "root-token";
    private static final String DATA = "/v1/secret/data/flyte/";
    private static final String METADATA = "/v1/secret/metadata/flyte";

    private record Version(int number, JsonNode data) {}

    private final Map<String, Version> secrets = new TreeMap<>();
    private volatile int logins;

    FakeVault() throws IOException {}

    int logins() {
        return logins;
    }

    @Override
    protected Response answer(Request request) {
        String token = request.header("X-Vault-Token");
        if (request.path().equals("/v1/auth/kubernetes/login")) {
            return login(request.body());
        }
        if (!ROOT_TOKEN.equals(token) && !("login-" + logins).equals(token)) {
            return new Response(403, object());
        }
        return request.path().startsWith(DATA)
                ? data(request, request.path().substring(DATA.length()))
                : metadata(request);
    }

    private Response login(JsonNode body) {
        ObjectNode answer = object();
        if (!body.path("role").asText().equals("flyte")
                || !body.path("jwt").asText().equals("jwt-of-pod")) {
            return new Response(400, answer);
        }
        logins++;
        answer.putObject("auth").put("client_token", "login-" + logins).put("lease_duration", 90);
        return new Response(200, answer);
    }

    private Response data(Request request, String name) {
        Version found = secrets.get(name);
        ObjectNode answer = object();
        if (request.line().startsWith("POST")) {
            int wanted = request.body().path("options").path("cas").asInt(-1);
            int current = found == null ? 0 : found.number();
            if (wanted != current) {
                answer.putArray("errors").add("check-and-set parameter did not match the current version");
                return new Response(400, answer);
            }
            secrets.put(name, new Version(current + 1, request.body().path("data")));
            return new Response(200, answer);
        }
        if (found == null) {
            return new Response(404, answer);
        }
        ObjectNode data = answer.putObject("data");
        data.set("data", found.data());
        data.putObject("metadata").put("version", found.number());
        return new Response(200, answer);
    }

    private Response metadata(Request request) {
        ObjectNode answer = object();
        if (!request.line().startsWith("LIST")) {
            secrets.remove(request.path().substring(METADATA.length() + 1));
            return new Response(200, answer);
        }
        if (secrets.isEmpty()) {
            return new Response(404, answer);
        }
        var keys = answer.putObject("data").putArray("keys");
        secrets.keySet().forEach(keys::add);
        return new Response(200, answer);
    }
}
