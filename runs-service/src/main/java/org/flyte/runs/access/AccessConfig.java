package org.flyte.runs.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Roles that do not come by AccessService. */
@ConfigMapping(prefix = "flyte.access")
public interface AccessConfig {
    /** Admins of the organization, each {@code user:SUBJECT}, {@code group:NAME} or {@code service:CLIENT_ID}. */
    Optional<List<String>> admins();

    /** Issuer of the tokens of those admins; needed where there are several issuers of users. */
    Optional<String> adminsIssuer();

    /** YAML file of bindings, read at start and when it changes; those from it are changed there only. */
    Optional<Path> file();

    /** How often the file is looked at. */
    @WithDefault("10s")
    Duration fileInterval();

    /** Maximum number of bindings, those of the file included. */
    @WithDefault("10000")
    int maxBindings();
}
