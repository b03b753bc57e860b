package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Logins by password, and the browsers that stay logged in. */
public final class Sessions {
    private static final int MAX = 10_000;
    private static final int ATTEMPTS_OF_USER = 10;
    private static final int ATTEMPTS_OF_ADDRESS = 40;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Directory directory;
    private final Duration lifetime;
    private final Clock clock;
    private final ExpiringStore<AuthenticatedUser> sessions;
    private final AttemptLimit byUser;
    private final AttemptLimit byAddress;

    public Sessions(Directory directory, Duration lifetime, Clock clock) {
        this.directory = directory;
        this.lifetime = lifetime;
        this.clock = clock;
        this.sessions = new ExpiringStore<>(MAX, clock);
        this.byUser = new AttemptLimit(ATTEMPTS_OF_USER, WINDOW, clock);
        this.byAddress = new AttemptLimit(ATTEMPTS_OF_ADDRESS, WINDOW, clock);
    }

    /** Returns the login of a user; empty with a wrong name or password. Fails after too many attempts. */
    public Optional<AuthenticatedUser> login(String name, String password, String address) {
        byAddress.count(address);
        byUser.count(name);
        Optional<AuthenticatedUser> login = directory
                .login(name, password)
                .map(user -> new AuthenticatedUser(user, clock.instant(), RandomText.token()));
        login.ifPresent(known -> {
            byUser.reset(name);
            Instant until = clock.instant().plus(lifetime);
            sessions.put(known.session(), known, until);
        });
        return login;
    }

    /** Returns the login of a browser that has logged in before. */
    public Optional<AuthenticatedUser> find(String session) {
        return sessions.find(session);
    }

    /** Ends a session. */
    public void end(String session) {
        sessions.remove(session);
    }
}
