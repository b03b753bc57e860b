package org.flyte.platform.storage.gs;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.remote.Location;

/** Requests to the JSON API, each once; a failed one becomes an error of the store. */
final class GcsHttp {
    static final int RESUME = 308;
    static final int PRECONDITION_FAILED = 412;
    private static final int CONNECT_MILLIS = 3_000;

    private final HttpTransport transport = new NetHttpTransport();
    private final GcsCredentials credentials;
    private final int readMillis;

    GcsHttp(GcsCredentials credentials, Duration timeout) {
        this.credentials = credentials;
        this.readMillis = Math.toIntExact(timeout.toMillis());
    }

    /** A body and its type. */
    record Body(String type, byte[] bytes) {
        static final Body NONE = new Body("application/json", new byte[0]);

        static Body json(JsonObject json) {
            return new Body("application/json; charset=utf-8", json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The response, whose content the caller closes: a successful one, 308 or 412. */
    HttpResponse send(String method, String url, Map<String, String> headers, Body body, Location at) {
        try {
            HttpContent content = method.equals("GET") || method.equals("DELETE")
                    ? null
                    : new ByteArrayContent(body.type(), body.bytes());
            HttpRequest request = transport
                    .createRequestFactory()
                    .buildRequest(method, new GenericUrl(url, true), content)
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setReadTimeout(readMillis)
                    .setWriteTimeout(readMillis)
                    .setNumberOfRetries(0)
                    .setFollowRedirects(false)
                    .setSuppressUserAgentSuffix(true)
                    .setResponseReturnRawInputStream(true)
                    .setThrowExceptionOnExecuteError(false);
            HttpHeaders sent = request.getHeaders().setAuthorization("Bearer " + credentials.token());
            sent.setAcceptEncoding("identity");
            headers.forEach(sent::set);
            return checked(request.execute(), at);
        } catch (IOException e) {
            throw new Unavailable(e, "the object store is unavailable, at %s; try again", at);
        }
    }

    /** The JSON of a response. */
    JsonObject json(HttpResponse response, Location at) {
        try (var content = response.getContent()) {
            byte[] bytes = content == null ? new byte[0] : content.readAllBytes();
            return bytes.length == 0
                    ? new JsonObject()
                    : JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8))
                            .getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new Unavailable(e, "the object store answered in part only, at %s; try again", at);
        }
    }

    private static HttpResponse checked(HttpResponse response, Location at) throws IOException {
        int status = response.getStatusCode();
        if (response.isSuccessStatusCode() || status == RESUME || status == PRECONDITION_FAILED) {
            return response;
        }
        String reason = reasonOf(response);
        response.disconnect();
        throw failure(status, reason, at);
    }

    private static String reasonOf(HttpResponse response) {
        try {
            JsonObject error = JsonParser.parseString(response.parseAsString())
                    .getAsJsonObject()
                    .getAsJsonObject("error");
            return error.getAsJsonArray("errors")
                    .get(0)
                    .getAsJsonObject()
                    .get("reason")
                    .getAsString();
        } catch (IOException | RuntimeException noReason) {
            return "status " + response.getStatusCode();
        }
    }

    private static FlyteException failure(int status, String reason, Location at) {
        return switch (status) {
            case 404 -> new NotFound("object %s does not exist", at);
            case 401, 403 ->
                reason.equals("rateLimitExceeded") || reason.equals("userRateLimitExceeded")
                        ? new Unavailable(null, "the object store is busy, at %s; try again", at)
                        : new FailedPrecondition("the object store denies this server access to %s", at);
            case 408, 429 -> new Unavailable(null, "the object store is busy, at %s; try again", at);
            case 400 ->
                reason.equals("invalid") || !reason.contains("igest")
                        ? new FailedPrecondition("the object store refuses the request for %s: %s", at, reason)
                        : new Unavailable(
                                null, "the content did not reach the object store unchanged, at %s: try again", at);
            default ->
                status >= 500
                        ? new Unavailable(null, "the object store is unavailable, at %s; try again", at)
                        : new FailedPrecondition("the object store refuses the request for %s: %s", at, reason);
        };
    }
}
