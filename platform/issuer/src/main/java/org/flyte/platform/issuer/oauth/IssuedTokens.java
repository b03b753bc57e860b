package org.flyte.platform.issuer.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of users and clients.
 *
 * @param issuer address of the provider
 * @param audience of access tokens
 * @param lifetime of access and ID tokens
 */
record IssuedTokens(TokenSigner signer, String issuer, String audience, Duration lifetime) {

    String accessToken(Grant grant) {
        JWTClaimsSet.Builder claims = access(grant.login().user(), grant.client(), grant.scopes())
                .claim("sid", grant.login().session())
                .claim("auth_time", Date.from(grant.login().at()));
        return signer.sign(TokenSigner.ACCESS, claims.build(), lifetime);
    }

    /** A token of a client that acts for itself. */
    String accessToken(Client client, Set<String> scopes) {
        return signer.sign(
                TokenSigner.ACCESS, access(client.profile(), client, scopes).build(), lifetime);
    }

    /** Empty unless it was asked for. */
    Optional<String> idToken(Grant grant) {
        if (!grant.scopes().contains("openid")) {
            return Optional.empty();
        }
        Profile user = grant.login().user();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(user.subject())
                .audience(grant.client().id())
                .claim("sid", grant.login().session())
                .claim("auth_time", Date.from(grant.login().at()));
        if (!grant.nonce().isEmpty()) {
            claims.claim("nonce", grant.nonce());
        }
        describe(claims, user, grant.scopes());
        return Optional.of(signer.sign(JOSEObjectType.JWT, claims.build(), lifetime));
    }

    private JWTClaimsSet.Builder access(Profile profile, Client client, Set<String> scopes) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(profile.subject())
                .audience(audience)
                .claim("client_id", client.id())
                .claim("scope", String.join(" ", scopes));
        describe(claims, profile, scopes);
        return claims;
    }

    private static void describe(JWTClaimsSet.Builder claims, Profile profile, Set<String> scopes) {
        if (scopes.contains("profile")) {
            claims.claim("name", profile.name()).claim("preferred_username", profile.subject());
        }
        if (scopes.contains("email") && !profile.email().isEmpty()) {
            claims.claim("email", profile.email());
        }
        if (scopes.contains("groups")) {
            claims.claim("groups", profile.groups());
        }
    }
}
