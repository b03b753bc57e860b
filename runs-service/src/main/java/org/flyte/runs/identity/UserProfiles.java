package org.flyte.runs.identity;

import com.google.protobuf.Struct;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.model.Sha256;

/** Claims that the identity provider has about the bearer of a token, for tokens that say little themselves. */
@ApplicationScoped
class UserProfiles {
    private static final int MAX_PROFILES = 10_000;
    private static final int MAX_REQUESTS = 16;
    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

    private final Map<String, Profile> profiles = new RecentMap<>(MAX_PROFILES);
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);
    private final AuthorizationServer server;
    private final ProviderClient provider;
    private final Clock clock;

    UserProfiles(AuthorizationServer server, ProviderClient provider, Clock clock) {
        this.server = server;
        this.provider = provider;
        this.clock = clock;
    }

    /** @param claims empty when the provider has none for the token */
    private record Profile(Optional<Claims> claims, Instant until) {}

    /** The provider's claims about the user; those that are known when it has none, or does not answer. */
    Uni<Claims> complete(Claims known, String token) {
        if (known.isComplete() || !server.isConfigured()) {
            return Uni.createFrom().item(known);
        }
        String key = Sha256.hex(token.getBytes(StandardCharsets.UTF_8));
        Profile found = find(key);
        if (found != null) {
            return Uni.createFrom().item(found.claims().orElse(known));
        }
        if (!requests.tryAcquire()) {
            return Uni.createFrom().item(known);
        }
        return server.userInfoEndpoint()
                .chain(endpoint -> provider.get(endpoint, token, Struct::newBuilder))
                .map(document -> Claims.of(document.build()))
                .onFailure()
                .recoverWithItem(Optional.empty())
                .onTermination()
                .invoke(requests::release)
                .map(claims -> claims.filter(user -> user.subject().equals(known.subject())))
                .invoke(claims -> keep(key, claims))
                .map(claims -> claims.orElse(known));
    }

    private Profile find(String key) {
        synchronized (profiles) {
            Profile profile = profiles.get(key);
            return profile != null && clock.instant().isBefore(profile.until()) ? profile : null;
        }
    }

    private void keep(String key, Optional<Claims> claims) {
        Instant until = clock.instant().plus(claims.isPresent() ? KNOWN_FOR : UNKNOWN_FOR);
        synchronized (profiles) {
            profiles.put(key, new Profile(claims, until));
        }
    }
}
