package org.flyte.platform.issuer.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens as the API server of a Kubernetes cluster issues them to pods: where no cluster does, the local node of devbox
 * stands for it. Their issuer is another one than that of users.
 *
 * @param issuer {@code iss} of these tokens
 */
public record ServiceAccountTokens(TokenSigner signer, String issuer) {
    /** The pod that a token is bound to. */
    public record BoundPod(String name, String uid) {}

    /** Returns a token of a service account, bound to a pod if one is given. */
    public String issue(
            String namespace, String serviceAccount, Optional<BoundPod> pod, String audience, Duration lifetime) {
        Map<String, Object> kubernetes = pod.<Map<String, Object>>map(bound -> Map.of(
                        "namespace", namespace,
                        "serviceaccount", Map.of("name", serviceAccount),
                        "pod", Map.of("name", bound.name(), "uid", bound.uid())))
                .orElseGet(() -> Map.of("namespace", namespace, "serviceaccount", Map.of("name", serviceAccount)));
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("system:serviceaccount:%s:%s".formatted(namespace, serviceAccount))
                .audience(audience)
                .claim("kubernetes.io", kubernetes)
                .build();
        return signer.sign(JOSEObjectType.JWT, claims, lifetime);
    }
}
