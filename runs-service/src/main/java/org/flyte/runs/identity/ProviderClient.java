package org.flyte.runs.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.jboss.logging.Logger;

/** Reads JSON from the identity provider; no redirect is followed. */
@ApplicationScoped
class ProviderClient {
    private static final Logger LOG = Logger.getLogger(ProviderClient.class);
    private static final int MAX_BYTES = 1 << 20;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http;
    private final Duration timeout;

    ProviderClient(AuthConfig config) {
        timeout = config.requestTimeout();
        http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /**
     * The document at an address, read again once when the provider does not answer. Fails with Unavailable, or with
     * FailedPrecondition when it answers something else.
     *
     * @param type makes the message that the document is read into; other fields than those of the message are left out
     */
    <B extends Message.Builder> Uni<B> get(URI address, Supplier<B> type) {
        return send(HttpRequest.newBuilder(address), type)
                .onFailure(Unavailable.class)
                .retry()
                .withBackOff(Duration.ofMillis(200))
                .withJitter(0.5)
                .atMost(1)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("identity provider not read, address=%s cause=%s", address, failure.getMessage()));
    }

    /** The document that a bearer of a token gets, asked for once. */
    <B extends Message.Builder> Uni<B> get(URI address, String token, Supplier<B> type) {
        return send(HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token), type);
    }

    private <B extends Message.Builder> Uni<B> send(HttpRequest.Builder request, Supplier<B> type) {
        HttpRequest get = request.header("Accept", "application/json").build();
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(get, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES)))
                // The timeout of the request itself ends with the headers of the answer.
                .ifNoItem()
                .after(timeout)
                .fail()
                .map(response -> parse(response, type))
                .onFailure(failure -> !(failure instanceof FlyteException))
                .transform(failure ->
                        new Unavailable(failure, "the authorization server gives no usable answer; try again"));
    }

    private static <B extends Message.Builder> B parse(HttpResponse<String> response, Supplier<B> type) {
        int status = response.statusCode();
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            throw new Unavailable(null, "the authorization server answered %d; try again", status);
        }
        if (status != 200) {
            throw new FailedPrecondition("the authorization server answered %d; check flyte.auth", status);
        }
        try {
            B message = type.get();
            JsonFormat.parser().ignoringUnknownFields().merge(response.body(), message);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new FailedPrecondition("the authorization server answered no JSON object; check flyte.auth");
        }
    }
}
