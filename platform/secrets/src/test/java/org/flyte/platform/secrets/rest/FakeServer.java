package org.flyte.platform.secrets.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** Plays a secret manager that speaks JSON over HTTP. One request at a time. */
public abstract class FakeServer implements AutoCloseable {
    protected static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private volatile int failWith;

    protected FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public final URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers everything with that status; 0 ends it. */
    public final void failWith(int status) {
        failWith = status;
    }

    /** What comes in. */
    public record Request(HttpExchange exchange, JsonNode body) {
        public String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        public String path() {
            return exchange.getRequestURI().getPath();
        }

        /** Method and path. */
        public String line() {
            return exchange.getRequestMethod() + " " + path();
        }

        public Map<String, String> query() {
            Map<String, String> query = new HashMap<>();
            String text = exchange.getRequestURI().getQuery();
            Arrays.stream((text == null ? "" : text).split("&")).forEach(pair -> {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, Math.max(0, equals)), pair.substring(equals + 1));
            });
            return query;
        }
    }

    public record Response(int status, ObjectNode body) {}

    /** An empty object. */
    protected static ObjectNode object() {
        return JSON.createObjectNode();
    }

    protected abstract Response answer(Request request);

    private synchronized void handle(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        Response response = failWith != 0
                ? new Response(failWith, object().put("message", "planted"))
                : answer(new Request(exchange, sent.length == 0 ? object() : JSON.readTree(sent)));
        byte[] bytes = JSON.writeValueAsBytes(response.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(response.status(), bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public final void close() {
        server.stop(0);
    }
}
