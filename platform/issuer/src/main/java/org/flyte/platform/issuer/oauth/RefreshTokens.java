package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refresh tokens, each good for one renewal. The SDK keeps two logins that share one token, and both present it: within some
 * minutes a token that was used gets the successor that the first use got. Later it has been stolen, and the grant ends.
 */
final class RefreshTokens {
    static final Duration REUSE = Duration.ofMinutes(10);
    private static final int MAX_GRANTS = 10_000;
    private static final int MAX_OF_USER = 100;
    /** Used tokens of a grant that are remembered, to notice a theft. */
    private static final int MAX_USED = 100;

    /** What a renewal gives. */
    record Renewal(Grant grant, String token) {}

    private static final class Family {
        final Grant grant;
        final Instant until;
        final Deque<String> tokens = new ArrayDeque<>();

        Family(Grant grant, Instant until) {
            this.grant = grant;
            this.until = until;
        }
    }

    private static final class Token {
        final String family;
        String successor;
        Instant usedAt;

        Token(String family) {
            this.family = family;
        }
    }

    private final Duration lifetime;
    private final Clock clock;
    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();

    RefreshTokens(Duration lifetime, Clock clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Returns the first token of a grant. */
    synchronized String issue(Grant grant) {
        makeRoom(grant.login().user().subject());
        Family family = new Family(grant, clock.instant().plus(lifetime));
        families.put(grant.id(), family);
        return next(family);
    }

    /** Fails for a token that is unknown, expired, of another client, or was used long ago. */
    synchronized Renewal renew(String text, Client client) {
        Token token = tokens.get(text);
        Family family = token == null ? null : families.get(token.family);
        if (family == null || !family.grant.client().id().equals(client.id())) {
            throw unusable();
        }
        Instant now = clock.instant();
        if (!now.isBefore(family.until)) {
            revoke(token.family);
            throw unusable();
        }
        if (token.successor == null) {
            token.usedAt = now;
            token.successor = next(family);
        } else if (now.isAfter(token.usedAt.plus(REUSE))) {
            revoke(token.family);
            throw OAuthException.invalidGrant("the refresh token was used before; log in again");
        }
        return new Renewal(family.grant, token.successor);
    }

    /** Ends a grant: none of its tokens is good any more. */
    synchronized void revoke(String grant) {
        Family family = families.remove(grant);
        if (family != null) {
            family.tokens.forEach(tokens::remove);
        }
    }

    /** Ends the grant of a token of a client; says nothing about whether there was one. */
    synchronized void revokeToken(String text, Client client) {
        Token token = tokens.get(text);
        Family family = token == null ? null : families.get(token.family);
        if (family != null && family.grant.client().id().equals(client.id())) {
            revoke(token.family);
        }
    }

    /** Ends every grant of a session. */
    synchronized void revokeSession(String session) {
        families.values().stream()
                .filter(family -> family.grant.login().session().equals(session))
                .map(family -> family.grant.id())
                .toList()
                .forEach(this::revoke);
    }

    private String next(Family family) {
        if (family.tokens.size() >= MAX_USED) {
            tokens.remove(family.tokens.removeFirst());
        }
        String text = RandomText.token();
        family.tokens.addLast(text);
        tokens.put(text, new Token(family.grant.id()));
        return text;
    }

    private void makeRoom(String user) {
        Instant now = clock.instant();
        families.values().stream()
                .filter(family -> !now.isBefore(family.until))
                .map(family -> family.grant.id())
                .toList()
                .forEach(this::revoke);
        var own = families.values().stream()
                .filter(family -> family.grant.login().user().subject().equals(user))
                .toList();
        if (own.size() >= MAX_OF_USER) {
            revoke(own.getFirst().grant.id());
        } else if (families.size() >= MAX_GRANTS) {
            throw OAuthException.busy("too many open logins; try again later");
        }
    }

    private static OAuthException unusable() {
        return OAuthException.invalidGrant("unknown or expired refresh token; log in again");
    }
}
