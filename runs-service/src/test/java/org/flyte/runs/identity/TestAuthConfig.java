package org.flyte.runs.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a deployment with a login. */
record TestAuthConfig(
        Optional<URI> serverBaseUrl,
        String metadataPath,
        Optional<URI> publicUrl,
        Optional<String> id,
        URI redirectUri,
        String metadataKey)
        implements AuthConfig, AuthConfig.Client {

    static TestAuthConfig of(URI server) {
        return new TestAuthConfig(
                Optional.ofNullable(server),
                ".well-known/oauth-authorization-server",
                Optional.of(URI.create("https://flyte.example.com")),
                Optional.of("flytectl"),
                URI.create("http://localhost:53593/callback"),
                "authorization");
    }

    @Override
    public Duration requestTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration cacheFor() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Client client() {
        return this;
    }

    @Override
    public Optional<List<String>> scopes() {
        return Optional.of(List.of("openid", "offline_access"));
    }

    @Override
    public Optional<String> audience() {
        return Optional.of("flyte");
    }
}
