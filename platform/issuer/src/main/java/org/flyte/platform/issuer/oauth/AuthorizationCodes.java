package org.flyte.platform.issuer.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;

/** Codes that a browser carries to a client: each is good for one exchange within a minute. */
final class AuthorizationCodes {
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final int MAX = 10_000;

    private record Issued(AuthorizationRequest request, Grant grant, AtomicBoolean used) {}

    private final ExpiringStore<Issued> codes;
    private final RefreshTokens refresh;
    private final Clock clock;

    AuthorizationCodes(RefreshTokens refresh, Clock clock) {
        this.refresh = refresh;
        this.clock = clock;
        this.codes = new ExpiringStore<>(MAX, clock);
    }

    String issue(AuthorizationRequest request, AuthenticatedUser login) {
        String code = RandomText.token();
        Grant grant = Grant.of(request.client(), login, request.scopes(), request.nonce());
        codes.put(
                code,
                new Issued(request, grant, new AtomicBoolean()),
                clock.instant().plus(LIFETIME));
        return code;
    }

    /** Fails for a code of another client or address, or without its verifier; a second use also ends what the first one got. */
    Grant redeem(String code, Client client, String redirectUri, String verifier) {
        Issued issued = codes.find(code).orElseThrow(() -> OAuthException.invalidGrant("unknown or expired code"));
        AuthorizationRequest request = issued.request();
        boolean right = request.client().id().equals(client.id())
                && request.redirectUri().toString().equals(redirectUri)
                && MessageDigest.isEqual(
                        challenge(verifier).getBytes(US_ASCII),
                        request.challenge().getBytes(US_ASCII));
        if (!right) {
            throw OAuthException.invalidGrant("the code was issued for another client, redirect_uri or code_verifier");
        }
        if (!issued.used().compareAndSet(false, true)) {
            refresh.revoke(issued.grant().id());
            throw OAuthException.invalidGrant("the code was used before");
        }
        return issued.grant();
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
