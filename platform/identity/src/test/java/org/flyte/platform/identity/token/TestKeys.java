package org.flyte.platform.identity.token;

import java.security.Key;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Keys of an issuer, and tokens that are signed with them in right and in wrong ways. */
final class TestKeys {
    static final String ISSUER = "https://id.example/realms/flyte";
    static final String AUDIENCE = "flyte";
    static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private TestKeys() {}

    static PublicJsonWebKey rsa(String id) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static PublicJsonWebKey ec(String id) {
        try {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String set(PublicJsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson();
    }

    /** Returns claims that are accepted at {@link #NOW}. */
    static Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "alice-1");
        claims.put("iat", NOW.getEpochSecond());
        claims.put("exp", NOW.plusSeconds(3600).getEpochSecond());
        return claims;
    }

    static Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    static Map<String, Object> without(String name) {
        Map<String, Object> claims = claims();
        claims.remove(name);
        return claims;
    }

    static String sign(PublicJsonWebKey key, Map<String, Object> claims) {
        return sign(key.getPrivateKey(), headers("RS256", key.getKeyId()), claims);
    }

    static Map<String, Object> headers(String algorithm, String keyId) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("alg", algorithm);
        headers.put("kid", keyId);
        return headers;
    }

    static String sign(Key key, Map<String, Object> headers, Map<String, Object> claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setDoKeyValidation(false);
        headers.forEach((name, value) -> token.getHeaders().setObjectHeaderValue(name, value));
        token.setPayload(JsonUtil.toJson(claims));
        token.setKey(key);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
