package org.flyte.platform.identity.token;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/** The public keys of an issuer. Symmetric keys, and those for encryption, are left out. */
final class KeySet {
    private final List<PublicJsonWebKey> keys;

    private KeySet(List<PublicJsonWebKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads a JWKS document.
     *
     * @throws JoseException if it is none
     */
    static KeySet parse(String json) throws JoseException {
        return new KeySet(new JsonWebKeySet(json)
                .getJsonWebKeys().stream()
                        .filter(PublicJsonWebKey.class::isInstance)
                        .map(PublicJsonWebKey.class::cast)
                        .filter(key -> key.getUse() == null || key.getUse().equals("sig"))
                        .toList());
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Returns the key of that id for an algorithm. A token without an id is of the only key that fits.
     *
     * @throws TokenRejection if the key of that id is for another algorithm
     */
    Optional<PublicKey> find(String id, String algorithm) {
        List<PublicJsonWebKey> named = keys.stream()
                .filter(key -> id == null || id.equals(key.getKeyId()))
                .toList();
        List<PublicJsonWebKey> fitting =
                named.stream().filter(key -> fits(key, algorithm)).toList();
        if (id != null && fitting.isEmpty() && !named.isEmpty()) {
            throw new TokenRejection(Reason.ALGORITHM);
        }
        return fitting.size() == 1 ? Optional.of(fitting.getFirst().getPublicKey()) : Optional.empty();
    }

    private static boolean fits(JsonWebKey key, String algorithm) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        return switch (key) {
            case RsaJsonWebKey rsa -> algorithm.startsWith("RS") || algorithm.startsWith("PS");
            case EllipticCurveJsonWebKey ec -> algorithm.startsWith("ES");
            case OctetKeyPairJsonWebKey pair -> algorithm.equals("EdDSA");
            default -> false;
        };
    }
}
