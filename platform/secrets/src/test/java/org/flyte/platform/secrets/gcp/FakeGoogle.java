package org.flyte.platform.secrets.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.secrets.rest.FakeServer;

/** Plays Google Cloud Secret Manager with one project, in memory. */
final class FakeGoogle extends FakeServer {
    static final String TOKEN = "token-of-google";
    private static final String SECRETS = "/v1/projects/blue-project/secrets";

    private record Secret(ObjectNode fields, List<String> versions) {}

    private final Map<String, Secret> secrets = new TreeMap<>();
    private volatile boolean refusesVersions;

    FakeGoogle() throws IOException {}

    /** Answers new versions with 503. */
    void refuseVersions() {
        refusesVersions = true;
    }

    synchronized JsonNode stored(String name) {
        return secrets.get(name).fields();
    }

    @Override
    protected Response answer(Request request) {
        if (!("Bearer " + TOKEN).equals(request.header("Authorization"))) {
            return new Response(401, object());
        }
        if (!request.path().startsWith(SECRETS)) {
            return new Response(404, object());
        }
        String rest = request.path().substring(SECRETS.length());
        if (rest.isEmpty()) {
            return request.line().startsWith("POST") ? create(request) : list(request.query());
        }
        String name = rest.substring(1).replaceAll("[:/].*", "");
        Secret found = secrets.get(name);
        if (found == null) {
            return new Response(404, object());
        }
        if (rest.endsWith(":addVersion")) {
            if (refusesVersions) {
                return new Response(503, object());
            }
            found.versions().add(request.body().path("payload").path("data").asText());
        } else if (rest.endsWith("/versions/latest:access")) {
            if (found.versions().isEmpty()) {
                return new Response(404, object());
            }
            ObjectNode answer = object();
            answer.putObject("payload").put("data", found.versions().getLast());
            return new Response(200, answer);
        } else if (request.line().startsWith("DELETE")) {
            secrets.remove(name);
        }
        return new Response(200, found.fields().deepCopy());
    }

    private Response create(Request request) {
        String name = request.query().get("secretId");
        if (secrets.containsKey(name)) {
            return new Response(409, object());
        }
        ObjectNode fields =
                object().put("name", "projects/1234/secrets/" + name).put("createTime", "2026-11-24T10:00:00.123456Z");
        fields.setAll((ObjectNode) request.body());
        secrets.put(name, new Secret(fields, new ArrayList<>()));
        return new Response(200, fields.deepCopy());
    }

    private Response list(Map<String, String> query) {
        String part = query.getOrDefault("filter", "").replaceFirst("^name:", "");
        String from = query.getOrDefault("pageToken", "");
        if (from.equals("stale")) {
            return new Response(400, object());
        }
        ObjectNode answer = object();
        var found = answer.putArray("secrets");
        for (Map.Entry<String, Secret> secret : secrets.entrySet()) {
            if (!secret.getKey().contains(part) || secret.getKey().compareTo(from) < 0) {
                continue;
            }
            if (found.size() == Integer.parseInt(query.get("pageSize"))) {
                answer.put("nextPageToken", secret.getKey());
                break;
            }
            found.add(secret.getValue().fields().deepCopy());
        }
        return new Response(200, answer);
    }
}
