package org.flyte.runs.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Headers that identify the caller; a proxy in front of the service has verified them. */
@ConfigMapping(prefix = "flyte.identity")
public interface IdentityConfig {
    /** Whether these headers are trusted. Set to false where clients reach the service without a verifying proxy. */
    @WithDefault("true")
    boolean trustForwardedHeaders();

    /** Header with a JWT of claims, as an AWS load balancer sends it. */
    @WithDefault("X-Amzn-Oidc-Data")
    String claimsJwtHeader();

    /** Header with the plain subject. */
    @WithDefault("X-Amzn-Oidc-Identity")
    String subjectHeader();

    /** Header with the e-mail address that goes with the plain subject; none by default. */
    Optional<String> emailHeader();
}
