package org.flyte.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether callers have to prove who they are, and whose word about them is taken. */
@ConfigMapping(prefix = "flyte.auth")
public interface AuthenticationConfig {
    /** Whom the tokens of an issuer name. */
    enum Kind {
        /** People and programs outside. */
        USERS,
        /** Task pods, by projected service-account tokens. */
        PODS,
        /** The other services of this deployment, by projected service-account tokens. */
        SERVICES
    }

    /** Whether every call needs a proven caller with a permission for it; false accepts every call, as without this section. */
    @WithDefault("false")
    boolean enabled();

    /** Issuers whose tokens are accepted, by a name of your choice. */
    Map<String, Issuer> issuers();

    /** How far clocks may differ when the times in a token are checked. */
    @WithDefault("60s")
    Duration clockSkew();

    /** Longest time from a token's issue to its expiry; one that lives longer is refused. */
    @WithDefault("24h")
    Duration maxLifetime();

    /** Longest token in characters. */
    @WithDefault("16384")
    int maxTokenLength();

    /** How many verified tokens are remembered, each until it expires at most. */
    @WithDefault("10000")
    int cacheSize();

    /** How often the keys of an issuer are read again. */
    @WithDefault("10m")
    Duration keysRefreshInterval();

    /** How soon keys may be read again because a token names one that is unknown. */
    @WithDefault("30s")
    Duration keysRetryInterval();

    /** How long the last keys of an issuer that does not answer are used; after it all its tokens are refused. */
    @WithDefault("24h")
    Duration keysMaxAge();

    /** Time limit of a request to an issuer. */
    @WithDefault("5s")
    Duration keysTimeout();

    /** Services, by name, that may say for whom they call. */
    @WithDefault("runs-service,actions-service,dataproxy-service,app-service,events-service,executor-operator")
    List<String> speakers();

    /** One issuer. */
    interface Issuer {
        /** The issuer, exactly as its tokens name it. */
        URI url();

        /** Whom its tokens name: users, pods or services. */
        @WithDefault("users")
        Kind kind();

        /** What a token's audience has to contain: one of these. */
        List<String> audience();

        /** Signature algorithms that are accepted: RS256 to 512, PS256 to 512, ES256 to 512, EdDSA. */
        @WithDefault("RS256,ES256")
        List<String> algorithms();

        /** Where its keys are, http, https or file; found by OpenID discovery below the issuer if absent. */
        Optional<URI> jwksUrl();

        /** PEM file with the certificates that its HTTPS server is trusted by, beside the JDK's. */
        Optional<String> caFile();

        /** File with a bearer token that its HTTPS server asks for, such as that of a Kubernetes API server; read each time. */
        Optional<String> bearerTokenFile();

        /** Claim with the groups of a user; dots lead into objects. */
        @WithDefault("groups")
        String groupsClaim();

        /** Of services: the accounts of those that are accepted, each NAMESPACE/NAME; the service is called as its account. */
        Optional<List<String>> serviceAccounts();
    }
}
