package org.flyte.platform.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** Plays Vault: the key/value engine, version 2, at {@code secret}, and the Kubernetes login. In memory. */
final class FakeVault implements AutoCloseable {
    static final String ROOT_TOKEN = "root-token";
    private static final String DATA = "/v1/secret/data/flyte/";
    private static final String METADATA = "/v1/secret/metadata/flyte";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Version(int number, JsonNode data) {}

    private final Map<String, Version> secrets = new TreeMap<>();
    private final HttpServer server;
    private volatile int failWith;
    private volatile int logins;

    FakeVault() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers everything with that status; 0 ends it. */
    void failWith(int status) {
        failWith = status;
    }

    int logins() {
        return logins;
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String path = exchange.getRequestURI().getPath();
        String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
        if (failWith != 0) {
            answer(exchange, failWith, JSON.createObjectNode().put("errors", "planted"));
        } else if (path.equals("/v1/auth/kubernetes/login")) {
            login(exchange, body);
        } else if (!ROOT_TOKEN.equals(token) && !("login-" + logins).equals(token)) {
            answer(exchange, 403, JSON.createObjectNode());
        } else if (path.startsWith(DATA)) {
            data(exchange, path.substring(DATA.length()), body);
        } else {
            metadata(exchange, path);
        }
    }

    private synchronized void login(HttpExchange exchange, JsonNode body) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        if (!body.path("role").asText().equals("flyte")
                || !body.path("jwt").asText().equals("jwt-of-pod")) {
            answer(exchange, 400, answer);
            return;
        }
        logins++;
        answer.putObject("auth").put("client_token", "login-" + logins).put("lease_duration", 90);
        answer(exchange, 200, answer);
    }

    private synchronized void data(HttpExchange exchange, String name, JsonNode body) throws IOException {
        Version found = secrets.get(name);
        ObjectNode answer = JSON.createObjectNode();
        if (exchange.getRequestMethod().equals("POST")) {
            int wanted = body.path("options").path("cas").asInt(-1);
            int current = found == null ? 0 : found.number();
            if (wanted != current) {
                answer.putArray("errors").add("check-and-set parameter did not match the current version");
                answer(exchange, 400, answer);
                return;
            }
            secrets.put(name, new Version(current + 1, body.path("data")));
            answer(exchange, 200, answer);
        } else if (found == null) {
            answer(exchange, 404, answer);
        } else {
            ObjectNode data = answer.putObject("data");
            data.set("data", found.data());
            data.putObject("metadata").put("version", found.number());
            answer(exchange, 200, answer);
        }
    }

    private synchronized void metadata(HttpExchange exchange, String path) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        if (exchange.getRequestMethod().equals("LIST")) {
            if (secrets.isEmpty()) {
                answer(exchange, 404, answer);
                return;
            }
            var keys = answer.putObject("data").putArray("keys");
            secrets.keySet().forEach(keys::add);
            answer(exchange, 200, answer);
        } else {
            secrets.remove(path.substring(METADATA.length() + 1));
            answer(exchange, 204, answer);
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = status == 204 ? new byte[0] : JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
