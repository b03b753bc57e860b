package org.flyte.platform.identity.token;

import java.util.List;
import java.util.Set;
import org.flyte.platform.identity.AuthenticationConfig;

/** An issuer whose tokens are accepted, and its keys. */
record TrustedIssuer(String name, AuthenticationConfig.Issuer settings, Set<String> algorithms, IssuerKeys keys) {
    private static final Set<String> KNOWN_ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** @throws IllegalStateException that names the key of a setting with which no token can be verified */
    static TrustedIssuer of(String name, AuthenticationConfig.Issuer settings, IssuerKeys keys) {
        String key = "flyte.auth.issuers." + name;
        for (String algorithm : settings.algorithms()) {
            require(
                    KNOWN_ALGORITHMS.contains(algorithm),
                    key + ".algorithms has " + algorithm + ", which is none of "
                            + KNOWN_ALGORITHMS.stream().sorted().toList());
        }
        require(!settings.algorithms().isEmpty(), key + ".algorithms is empty");
        require(settings.audience().stream().noneMatch(String::isBlank), key + ".audience has an empty value");
        require(!settings.audience().isEmpty(), key + ".audience is empty");
        require(settings.url().isAbsolute(), key + ".url is not an absolute address");
        return new TrustedIssuer(name, settings, Set.copyOf(settings.algorithms()), keys);
    }

    boolean isMeant(List<String> audience) {
        return settings.audience().stream().anyMatch(audience::contains);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
