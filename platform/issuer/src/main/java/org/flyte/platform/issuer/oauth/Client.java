package org.flyte.platform.issuer.oauth;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A program that asks for tokens.
 *
 * @param secret empty for a public client
 * @param profile what its own tokens say of it
 * @param redirectUris where it gets codes, on the loopback interface
 */
public record Client(String id, Optional<String> secret, Profile profile, List<URI> redirectUris) {
    /** The SDK encodes the secret of a client for the Basic header and its id not: with these characters both are right. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MIN_SECRET = 16;

    public Client {
        require(SAFE.matcher(id).matches(), id, "id must have 1 to 100 characters: letters, digits, - and _");
        secret.ifPresent(text -> require(
                SAFE.matcher(text).matches() && text.length() >= MIN_SECRET,
                id,
                "secret must have 16 to 100 characters: letters, digits, - and _"));
        redirectUris.forEach(uri -> require(isLoopback(uri), id, "redirect-uris must be on the loopback interface"));
    }

    boolean isPublic() {
        return secret.isEmpty();
    }

    /** Says whether a code may be sent there: as configured, with any port (RFC 8252). */
    boolean redirectsTo(URI asked) {
        return redirectUris.stream().anyMatch(known -> matches(known, asked));
    }

    private static boolean matches(URI known, URI asked) {
        return isLoopback(asked)
                && known.getScheme().equals(asked.getScheme())
                && known.getHost().equals(asked.getHost())
                && known.getRawPath().equals(asked.getRawPath())
                && asked.getRawQuery() == null;
    }

    private static boolean isLoopback(URI uri) {
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return http
                && uri.getHost() != null
                && LOOPBACK.contains(uri.getHost())
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
    }

    private static void require(boolean holds, String client, String message) {
        if (!holds) {
            throw new IllegalArgumentException("flyte.issuer.clients." + client + ": " + message);
        }
    }
}
