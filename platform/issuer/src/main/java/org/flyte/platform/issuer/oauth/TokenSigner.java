package org.flyte.platform.issuer.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/** Signs tokens, and recognises its own. */
public final class TokenSigner {
    /** Media type of access tokens (RFC 9068). */
    static final JOSEObjectType ACCESS = new JOSEObjectType("at+jwt");

    private final SigningKeys keys;
    private final Clock clock;

    public TokenSigner(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Returns a signed token with an id.
     *
     * @param claims without times
     */
    String sign(JOSEObjectType type, JWTClaimsSet claims, Duration lifetime) {
        RSAKey key = keys.current();
        Instant now = clock.instant();
        JWTClaimsSet complete = new JWTClaimsSet.Builder(claims)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(type)
                .keyID(key.getKeyID())
                .build();
        SignedJWT token = new SignedJWT(header, complete);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("token not signed", e);
        }
        return token.serialize();
    }

    /** Returns the claims of a token of this issuer, of whatever age; empty when it is none. */
    Optional<JWTClaimsSet> parse(JOSEObjectType type, String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWK key = keys.published().getKeyByKeyId(token.getHeader().getKeyID());
            boolean known = key != null
                    && type.equals(token.getHeader().getType())
                    && JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm());
            if (!known) {
                return Optional.empty();
            }
            JWSVerifier verifier = new RSASSAVerifier(key.toRSAKey());
            return token.verify(verifier) ? Optional.of(token.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    /** Says whether claims of this issuer have not expired. */
    boolean isCurrent(JWTClaimsSet claims) {
        return clock.instant().isBefore(claims.getExpirationTime().toInstant());
    }
}
