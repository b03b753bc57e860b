package org.flyte.runs.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What clients need to log in; nothing by default, which means that no login is needed. */
@ConfigMapping(prefix = "flyte.auth")
public interface AuthConfig {
    /** Address of the authorization server whose metadata clients get, ending in {@code /}. */
    Optional<URI> serverBaseUrl();

    /** Where the metadata is, relative to the base address. */
    @WithDefault(".well-known/oauth-authorization-server")
    String metadataPath();

    /** The public client that command-line tools use. */
    Client client();

    /** A public OAuth client. */
    interface Client {
        /** Id of the client. */
        Optional<String> id();

        /** Where the browser is sent after the login. */
        Optional<String> redirectUri();

        /** Scopes to ask for. */
        Optional<List<String>> scopes();

        /** Audience to ask for. */
        Optional<String> audience();

        /** Header that carries the token. */
        @WithDefault("authorization")
        String metadataKey();
    }
}
