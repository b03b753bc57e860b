package org.flyte.platform.issuer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The built-in OpenID Connect provider of devbox. */
@ConfigMapping(prefix = "flyte.issuer")
public interface IssuerConfig {
    /** Whether it is served. */
    @WithDefault("false")
    boolean enabled();

    /** Its address, {@code iss} of its tokens: an absolute https URL with a path, or http on the loopback interface. */
    Optional<URI> url();

    /** Folder of its signing keys, which only the user may read. */
    @WithDefault("target/issuer")
    Path folder();

    /** {@code aud} of its access tokens. */
    @WithDefault("flyte")
    String audience();

    /** How long an access token is valid: at least 5 minutes, because the SDK uses a login again for one. */
    @WithDefault("15m")
    Duration accessTokenLifetime();

    /** How long a login can be renewed by refresh tokens. */
    @WithDefault("30d")
    Duration refreshTokenLifetime();

    /** How long the browser stays logged in. */
    @WithDefault("12h")
    Duration sessionLifetime();

    /** Age at which a signing key is replaced; the old one is published until its tokens have expired. */
    @WithDefault("30d")
    Duration keyRotation();

    /** The users, by the name that they log in with. */
    Map<String, User> users();

    /** The clients, by id. */
    Map<String, Client> clients();

    /** Somebody who logs in by password. */
    interface User {
        /** The password: a generated one, since nothing slows down an attacker who reads its digest from memory. */
        String password();

        /** Name that others see; the one of the login if absent. */
        Optional<String> fullName();

        /** E-mail address. */
        Optional<String> email();

        /** Groups, which role bindings can name. */
        Optional<List<String>> groups();
    }

    /** A program that asks for tokens. */
    interface Client {
        /** Makes it a confidential client that gets tokens of its own, by its id and this secret; else it is public. */
        Optional<String> secret();

        /** Name that users see when they log in; the id if absent. */
        Optional<String> name();

        /** Where a public client gets the code: on the loopback interface; the port may differ. */
        Optional<List<URI>> redirectUris();

        /** Groups of a confidential client. */
        Optional<List<String>> groups();
    }
}
