package org.flyte.runs.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What names the caller of a call: it is recorded, and nothing is allowed or refused by it. */
@ConfigMapping(prefix = "flyte.identity")
public interface IdentityConfig {
    /**
     * Whether the two headers below are believed. Only where a proxy in front verifies the caller, sets them, and removes those
     * of clients.
     */
    @WithDefault("false")
    boolean trustForwardedHeaders();

    /** Whether the claims of a bearer token are read, whose signature a proxy in front has to verify. */
    @WithDefault("true")
    boolean readBearerClaims();

    /** Header with a JWT of claims, as an AWS load balancer sends it. */
    @WithDefault("X-Amzn-Oidc-Data")
    String claimsJwtHeader();

    /** Header with the plain subject. */
    @WithDefault("X-Amzn-Oidc-Identity")
    String subjectHeader();

    /** Header with the e-mail address that goes with the plain subject; none by default. */
    Optional<String> emailHeader();
}
