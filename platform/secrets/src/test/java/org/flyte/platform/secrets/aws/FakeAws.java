package org.flyte.platform.secrets.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.secrets.rest.FakeServer;

/** Plays AWS Secrets Manager, in memory. */
final class FakeAws extends FakeServer {
    private static final double CREATED = 1_790_000_000.5;

    private final Map<String, ObjectNode> secrets = new TreeMap<>();

    FakeAws() throws IOException {}

    /** What is stored under the name. */
    synchronized JsonNode stored(String name) {
        return secrets.get(name);
    }

    @Override
    protected Response answer(Request request) {
        if (!request.header("Authorization").contains("Credential=test-key/")) {
            return error("UnrecognizedClientException");
        }
        String operation = request.header("X-Amz-Target").substring("secretsmanager.".length());
        JsonNode body = request.body();
        if (operation.equals("ListSecrets")) {
            return list(body);
        }
        if (operation.equals("CreateSecret")) {
            return create(body);
        }
        ObjectNode found = secrets.get(body.path("SecretId").asText());
        if (found == null) {
            return error("ResourceNotFoundException");
        }
        switch (operation) {
            case "PutSecretValue" -> {
                found.remove(List.of("SecretString", "SecretBinary"));
                copy(body, found, "SecretString", "SecretBinary");
            }
            case "DeleteSecret" -> {
                if (!body.path("ForceDeleteWithoutRecovery").asBoolean()) {
                    return error("InvalidRequestException");
                }
                secrets.remove(body.path("SecretId").asText());
            }
            case "DescribeSecret" -> {
                return new Response(200, found.deepCopy().without(List.of("SecretString", "SecretBinary")));
            }
            case "GetSecretValue" -> {
                return new Response(200, found.deepCopy().without(List.of("Tags", "Description")));
            }
            default -> {
                return error("InvalidAction");
            }
        }
        return new Response(200, object());
    }

    private Response create(JsonNode body) {
        ObjectNode secret = object().put("CreatedDate", CREATED);
        copy(body, secret, "Name", "Description", "Tags", "SecretString", "SecretBinary", "KmsKeyId");
        return secrets.putIfAbsent(body.path("Name").asText(), secret) == null
                ? new Response(200, object())
                : error("ResourceExistsException");
    }

    private Response list(JsonNode body) {
        String prefix = body.path("Filters").path(0).path("Values").path(0).asText("");
        String from = body.path("NextToken").asText("");
        if (from.equals("stale")) {
            return error("InvalidNextTokenException");
        }
        ObjectNode answer = object();
        var found = answer.putArray("SecretList");
        for (Map.Entry<String, ObjectNode> secret : secrets.entrySet()) {
            if (!secret.getKey().startsWith(prefix) || secret.getKey().compareTo(from) < 0) {
                continue;
            }
            if (found.size() == body.path("MaxResults").asInt()) {
                answer.put("NextToken", secret.getKey());
                break;
            }
            found.add(secret.getValue().deepCopy().without(List.of("SecretString", "SecretBinary")));
        }
        return new Response(200, answer);
    }

    private static void copy(JsonNode from, ObjectNode to, String... fields) {
        for (String field : fields) {
            if (from.has(field)) {
                to.set(field, from.get(field));
            }
        }
    }

    private static Response error(String code) {
        return new Response(400, object().put("__type", code).put("message", "planted"));
    }
}
