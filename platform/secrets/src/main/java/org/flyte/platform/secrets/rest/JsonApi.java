package org.flyte.platform.secrets.rest;

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Requests to one secret manager. Failures carry codes only: what a manager quotes may be a part of a secret. */
public final class JsonApi implements AutoCloseable {
    /** What the caller tells apart. */
    private static final Set<Integer> ANSWERS = Set.of(400, 404, 409);

    /** Of an answer: a page of a list has some thousand names at most. */
    private static final int MAX_BYTES = 16 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String server;
    private final String remedy;
    private final Duration timeout;

    /** An answer of the manager that is no failure of the request as such: a status below 300, 400, 404 or 409. */
    public record Answer(int status, JsonNode body) {
        /** Whether it is what was asked for. */
        public boolean isFound() {
            return status < 300;
        }
    }

    /**
     * Connects to nothing yet.
     *
     * @param server how messages call the manager, with its address
     * @param remedy what to check when it refuses us
     * @param timeout of a request
     */
    public JsonApi(String server, String remedy, Duration timeout) {
        this.server = server;
        this.remedy = remedy;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /**
     * Sends a request. Fails with FailedPrecondition when the manager refuses us, with Unavailable when it does not answer.
     *
     * @param body null for none
     */
    public Answer send(String method, URI address, Map<String, String> headers, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> answer = answer(request.build());
            int status = answer.statusCode();
            if (status < 300 || ANSWERS.contains(status)) {
                return new Answer(
                        status, answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(answer.body()));
            }
            throw failure(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the server is shutting down; retry");
        } catch (IOException e) {
            throw new Unavailable(e, "%s does not answer; retry later", server);
        }
    }

    /** The timeout of a request itself ends with the headers of the answer. */
    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("no answer", e);
        } finally {
            answer.cancel(true);
        }
    }

    private FlyteException failure(int status) {
        return status == 401 || status == 403
                ? new FailedPrecondition("%s refuses access; check %s", server, remedy)
                : new Unavailable(null, "%s answers with status %d; retry later", server, status);
    }

    @Override
    public void close() {
        http.close();
    }
}
