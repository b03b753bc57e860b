package org.flyte.runs.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Which headers say who calls; a proxy in front has verified them. */
@ConfigMapping(prefix = "flyte.identity")
public interface IdentityConfig {
    /** Whether headers are believed. Set it to false where clients reach the service without a verifying proxy. */
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
