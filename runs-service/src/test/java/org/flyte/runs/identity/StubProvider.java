package org.flyte.runs.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An identity provider that answers what the test says, below the path {@code /realms/x}. */
final class StubProvider implements AutoCloseable {
    record Answer(int status, String body) {}

    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    /** Paths of which only the beginning of an answer comes. */
    final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    StubProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realms/x");
    }

    void answers(String path, int status, String body) {
        answers.put("/realms/x/" + path, new Answer(status, body));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestURI().getPath() + (authorization == null ? "" : " " + authorization));
        Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), new Answer(404, ""));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (unfinished.contains(exchange.getRequestURI().getPath())) {
            exchange.getResponseBody().write(body, 0, 1);
            exchange.getResponseBody().flush();
            return;
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
