package org.flyte.platform.secrets.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.secrets.rest.FakeServer;
import reactor.core.publisher.Mono;

/** Plays Azure Key Vault with soft deletion, in memory. */
final class FakeKeyVault extends FakeServer implements HttpClient {
    static final String VAULT = "https://flyte.vault.azure.net";
    static final String TOKEN = "token-of-azure";
    private static final int PAGE = 4;
    private static final long CREATED = 1_790_000_000;

    private final Map<String, ObjectNode> secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, ObjectNode> deleted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final HttpClient http = new JdkHttpClientBuilder().build();

    FakeKeyVault() throws IOException {}

    synchronized JsonNode stored(String name) {
        return secrets.get(name);
    }

    /** Stores what another wrote. */
    synchronized void put(String name, String value) {
        secrets.put(name, secret(name, object().put("value", value)));
    }

    /** Azure's client sends tokens by TLS only: it believes that it does. */
    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return http.send(request.copy()
                .setUrl(request.getUrl().toString().replace(VAULT, address().toString())));
    }

    @Override
    protected Response answer(Request request) {
        if (!("Bearer " + TOKEN).equals(request.header("Authorization"))) {
            request.exchange()
                    .getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.example/tenant\", resource=\"https://vault.azure.net\"");
            return new Response(401, object());
        }
        String[] path = request.path().split("/");
        if (path.length == 2) {
            return list(request.query().getOrDefault("$skiptoken", ""));
        }
        String name = path[2];
        if (path[1].equals("deletedsecrets")) {
            return ofDeleted(request, name);
        }
        if (request.line().startsWith("PUT")) {
            if (deleted.containsKey(name)) {
                return new Response(409, object());
            }
            secrets.put(name, secret(name, request.body()));
        }
        ObjectNode found = request.line().startsWith("DELETE") ? secrets.remove(name) : secrets.get(name);
        if (found == null) {
            return new Response(404, object());
        }
        if (request.line().startsWith("DELETE")) {
            deleted.put(name, found);
            found = found.deepCopy()
                    .put("recoveryId", VAULT + "/deletedsecrets/" + name)
                    .put("deletedDate", CREATED)
                    .put("scheduledPurgeDate", CREATED);
        }
        return new Response(200, found);
    }

    private Response ofDeleted(Request request, String name) {
        ObjectNode found = deleted.get(name);
        if (found == null) {
            return new Response(404, object());
        }
        if (request.line().startsWith("POST")) {
            secrets.put(name, deleted.remove(name));
        }
        return new Response(200, found);
    }

    private Response list(String after) {
        ObjectNode answer = object();
        var page = answer.putArray("value");
        List<String> names = new ArrayList<>(secrets.keySet());
        names.removeIf(name -> name.compareTo(after) <= 0);
        for (String name : names.subList(0, Math.min(PAGE, names.size()))) {
            page.add(secrets.get(name).deepCopy().without("value"));
        }
        if (names.size() > PAGE) {
            answer.put("nextLink", VAULT + "/secrets?api-version=7.5&$skiptoken=" + names.get(PAGE - 1));
        }
        return new Response(200, answer);
    }

    private static ObjectNode secret(String name, JsonNode sent) {
        ObjectNode secret = object().put("id", VAULT + "/secrets/" + name + "/0123456789abcdef0123456789abcdef");
        secret.put("value", sent.path("value").asText());
        secret.putObject("attributes")
                .put("enabled", true)
                .put("created", CREATED)
                .put("updated", CREATED)
                .put("recoveryLevel", "Recoverable+Purgeable");
        if (sent.has("tags")) {
            secret.set("tags", sent.get("tags"));
        }
        return secret;
    }
}
