package org.flyte.platform.issuer.oauth;

import java.util.Map;

/** For whom tokens are asked: there is one audience, and clients may name it. */
final class Audiences {
    private Audiences() {}

    static void check(Map<String, String> parameters, String audience) {
        for (String name : new String[] {"audience", "resource"}) {
            String asked = parameters.getOrDefault(name, "");
            if (!asked.isEmpty() && !asked.equals(audience)) {
                throw OAuthException.of("invalid_target", "%s must be %s or absent".formatted(name, audience));
            }
        }
    }
}
