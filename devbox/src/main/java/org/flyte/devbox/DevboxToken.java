package org.flyte.devbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.identity.outgoing.ServiceToken;
import org.flyte.platform.issuer.http.Issuer;

/** The token by which the services of devbox call each other, from the identity provider beside them. */
@ApplicationScoped
class DevboxToken implements ServiceToken {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration REPLACED_AFTER = Duration.ofMinutes(30);

    private record Issued(String token, Instant until) {}

    private final Issuer issuer;
    private final Clock clock;
    private volatile Issued last = new Issued("", Instant.MIN);

    DevboxToken(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Optional<String> current() {
        return issuer.serviceAccounts().map(tokens -> {
            Instant now = clock.instant();
            if (!now.isBefore(last.until())) {
                String token = tokens.issue("flyte", "devbox", Optional.empty(), "flyte-internal", LIFETIME);
                last = new Issued(token, now.plus(REPLACED_AFTER));
            }
            return last.token();
        });
    }
}
