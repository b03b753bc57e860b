package org.flyte.runs.identity;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.flyte.idl.auth.GetOAuth2MetadataResponse;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unimplemented;

/** The documents of the configured authorization server. */
@ApplicationScoped
class AuthorizationServer {
    private static final String DISCOVERY = ".well-known/openid-configuration";
    private static final Duration FAILED_FOR = Duration.ofSeconds(5);

    private final AuthConfig config;
    private final ProviderClient provider;
    private final CachedDocument<GetOAuth2MetadataResponse> metadata;
    private final CachedDocument<URI> userInfo;

    AuthorizationServer(AuthConfig config, ProviderClient provider, Clock clock) {
        this.config = config;
        this.provider = provider;
        metadata = new CachedDocument<>(this::readMetadata, config.cacheFor(), FAILED_FOR, clock);
        userInfo = new CachedDocument<>(this::readUserInfo, config.cacheFor(), FAILED_FOR, clock);
    }

    /** Refuses a configuration with which no login can succeed. */
    void check(@Observes StartupEvent start) {
        new AuthSettings(config).check();
    }

    boolean isConfigured() {
        return config.serverBaseUrl().isPresent();
    }

    /** Fails with Unimplemented when no server is configured, Unavailable, or FailedPrecondition. */
    Uni<GetOAuth2MetadataResponse> metadata() {
        if (!isConfigured()) {
            throw new Unimplemented("login is not configured: set flyte.auth.server-base-url");
        }
        return metadata.get();
    }

    /** The address that answers the claims of a bearer; fails as {@link #metadata} does. */
    Uni<URI> userInfoEndpoint() {
        return userInfo.get();
    }

    private Uni<GetOAuth2MetadataResponse> readMetadata() {
        return provider.get(below(config.metadataPath()), GetOAuth2MetadataResponse::newBuilder)
                .map(GetOAuth2MetadataResponse.Builder::build)
                .invoke(found -> {
                    if (found.getTokenEndpoint().isEmpty()) {
                        throw new FailedPrecondition(
                                "the metadata of the authorization server name no token_endpoint; check"
                                        + " flyte.auth.server-base-url and flyte.auth.metadata-path");
                    }
                });
    }

    private Uni<URI> readUserInfo() {
        return provider.get(below(DISCOVERY), Struct::newBuilder).map(document -> {
            String address = document.build()
                    .getFieldsOrDefault("userinfo_endpoint", Value.getDefaultInstance())
                    .getStringValue();
            if (!AuthSettings.isHttp(URI.create(address))) {
                throw new FailedPrecondition("the authorization server names no userinfo_endpoint");
            }
            return URI.create(address);
        });
    }

    private URI below(String path) {
        String base = config.serverBaseUrl().orElseThrow().toString();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + path);
    }
}
