package org.flyte.apps.backend.deployment;

import java.util.Arrays;
import java.util.Locale;

/** What leads from a host name to an app. */
enum RouteKind {
    NONE,
    HTTPROUTE,
    INGRESS;

    /** As written in {@code flyte.apps.route.kind}. */
    static RouteKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.apps.route.kind is %s, but must be none, httproute or ingress".formatted(text)));
    }
}
