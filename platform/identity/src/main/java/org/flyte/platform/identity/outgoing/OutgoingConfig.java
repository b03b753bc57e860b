package org.flyte.platform.identity.outgoing;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What this service shows to the others. */
@ConfigMapping(prefix = "flyte.auth.outgoing")
public interface OutgoingConfig {
    /**
     * File with the token that calls to other services carry, such as a projected service-account token of audience
     * {@code flyte-internal}; it is read again while it is used. Needed where those services have {@code flyte.auth.enabled}.
     */
    Optional<Path> tokenFile();
}
