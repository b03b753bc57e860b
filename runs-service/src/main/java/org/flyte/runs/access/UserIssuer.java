package org.flyte.runs.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.AuthenticationConfig.Kind;

/** The issuer that is meant where none is named. */
@ApplicationScoped
class UserIssuer {
    private final List<String> issuers;

    UserIssuer(AuthenticationConfig config) {
        issuers = config.issuers().values().stream()
                .filter(issuer -> issuer.kind() == Kind.USERS)
                .map(issuer -> issuer.url().toString())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the only issuer of users; empty if there are several or none. */
    Optional<String> only() {
        return issuers.size() == 1 ? Optional.of(issuers.getFirst()) : Optional.empty();
    }

    List<String> all() {
        return issuers;
    }
}
