package org.flyte.runs.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.flyte.idl.auth.GetOAuth2MetadataResponse;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.FlyteException.Unimplemented;

/** The metadata document of the authorization server, cached for five minutes. */
@ApplicationScoped
class AuthorizationServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CACHE_FOR = Duration.ofMinutes(5);
    private static final int RETRIES = 5;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final AuthConfig config;
    private final Clock clock;
    private volatile Cached cached;

    AuthorizationServer(AuthConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    private record Cached(GetOAuth2MetadataResponse metadata, Instant until) {}

    Uni<GetOAuth2MetadataResponse> metadata() {
        URI base = config.serverBaseUrl()
                .orElseThrow(() -> new Unimplemented("login is not configured: set flyte.auth.server-base-url"));
        Cached known = cached;
        if (known != null && known.until().isAfter(clock.instant())) {
            return Uni.createFrom().item(known.metadata());
        }
        HttpRequest request = HttpRequest.newBuilder(base.resolve(config.metadataPath()))
                .timeout(TIMEOUT)
                .build();
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(request, BodyHandlers.ofString()))
                .map(AuthorizationServer::parse)
                .onFailure(failure -> !(failure instanceof FailedPrecondition))
                .retry()
                .withBackOff(Duration.ofSeconds(1))
                .withJitter(0.5)
                .atMost(RETRIES)
                .onFailure(failure -> !(failure instanceof FailedPrecondition))
                .transform(failure -> new Unavailable(failure, "the authorization server does not answer; try again"))
                .invoke(metadata ->
                        cached = new Cached(metadata, clock.instant().plus(CACHE_FOR)));
    }

    private static GetOAuth2MetadataResponse parse(HttpResponse<String> response) {
        if (response.statusCode() >= 500) {
            throw new IllegalStateException("the authorization server answered " + response.statusCode());
        }
        if (response.statusCode() != 200) {
            throw new FailedPrecondition("the authorization server answered %d", response.statusCode());
        }
        try {
            GetOAuth2MetadataResponse.Builder metadata = GetOAuth2MetadataResponse.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(response.body(), metadata);
            return metadata.build();
        } catch (InvalidProtocolBufferException e) {
            throw new FailedPrecondition("the metadata of the authorization server is not a JSON object");
        }
    }
}
