package org.flyte.runs.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What clients need to log in; nothing by default, which means that no login is needed. */
@ConfigMapping(prefix = "flyte.auth")
public interface AuthConfig {
    /** Absolute address of the authorization server whose metadata clients get; then {@code flyte.auth.client.id} is needed. */
    Optional<URI> serverBaseUrl();

    /** Where the metadata is, below the base address. */
    @WithDefault(".well-known/oauth-authorization-server")
    String metadataPath();

    /** Time limit of a request to the authorization server. */
    @WithDefault("5s")
    Duration requestTimeout();

    /** How long its metadata are used before they are read again; older ones are used as long as it does not answer. */
    @WithDefault("5m")
    Duration cacheFor();

    /** Address by which clients reach this deployment; by default each client is told the host that it called. */
    Optional<URI> publicUrl();

    /** The public client that command-line tools use. */
    Client client();

    /** A public OAuth client. */
    interface Client {
        /** Id of the client. */
        Optional<String> id();

        /** Where the browser is sent after the login; the command line listens there, so it needs a host and a port. */
        @WithDefault("http://localhost:53593/callback")
        URI redirectUri();

        /** Scopes to ask for, separated by commas; the provider has to know them for every kind of login. */
        Optional<List<String>> scopes();

        /** Audience to ask for. */
        Optional<String> audience();

        /** Name of the header that carries the token. */
        @WithDefault("authorization")
        String metadataKey();
    }
}
