package org.flyte.platform.issuer.oauth;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The scopes, each valid for every grant: the SDK sends those that it is given with all of them. */
public final class OAuthScopes {
    /** All of them. */
    public static final List<String> ALL = List.of("openid", "profile", "email", "groups", "offline_access");

    private OAuthScopes() {}

    /** Reads a list separated by spaces; all of them when it is empty. */
    static Set<String> parse(String text) {
        if (text.isBlank()) {
            return new TreeSet<>(ALL);
        }
        Set<String> asked = new TreeSet<>(Arrays.asList(text.strip().split(" +")));
        if (!ALL.containsAll(asked)) {
            throw OAuthException.of("invalid_scope", "the scopes are: " + String.join(" ", ALL));
        }
        return asked;
    }
}
