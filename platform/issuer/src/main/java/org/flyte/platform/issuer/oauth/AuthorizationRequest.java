package org.flyte.platform.issuer.oauth;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client asks the browser of a user for.
 *
 * @param state that the client gets back; may be empty
 * @param nonce for the ID token; may be empty
 * @param challenge the S256 digest of the verifier that only the client knows
 * @param prompt whether the user has to be asked, as in OpenID Connect; may be empty
 */
public record AuthorizationRequest(
        Client client,
        URI redirectUri,
        Set<String> scopes,
        String state,
        String nonce,
        String challenge,
        String prompt) {
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MAX_TEXT = 2_000;

    /** A refusal that the client learns by a redirect. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient URI target;

        private Refused(URI target) {
            super(null, null, false, false);
            this.target = target;
        }

        /** Where the browser goes, with the error. */
        public URI target() {
            return target;
        }
    }

    /**
     * Reads the parameters. Fails with OAuthException when it is not known where to send the browser, else with Refused: a
     * client that waits for the browser has to learn of every error.
     */
    static AuthorizationRequest parse(Map<String, String> parameters, Directory directory, String audience) {
        Client client = directory
                .client(parameters.getOrDefault("client_id", ""))
                .orElseThrow(() -> OAuthException.invalidRequest("client_id names no client of this server"));
        URI redirect = redirectUri(parameters.getOrDefault("redirect_uri", ""), client);
        String state = parameters.getOrDefault("state", "");
        try {
            check(parameters, audience);
            return new AuthorizationRequest(
                    client,
                    redirect,
                    OAuthScopes.parse(parameters.getOrDefault("scope", "")),
                    state,
                    parameters.getOrDefault("nonce", ""),
                    parameters.getOrDefault("code_challenge", ""),
                    parameters.getOrDefault("prompt", ""));
        } catch (OAuthException e) {
            throw new Refused(target(redirect, state, Map.of("error", e.error(), "error_description", e.getMessage())));
        }
    }

    /** Where the browser takes the code. */
    public URI granted(String code, String issuer) {
        return target(redirectUri, state, Map.of("code", code, "iss", issuer));
    }

    /** Where the browser tells the client that there will be no code. */
    public URI denied(String error, String message) {
        return target(redirectUri, state, Map.of("error", error, "error_description", message));
    }

    private static void check(Map<String, String> parameters, String audience) {
        if (!"code".equals(parameters.get("response_type"))) {
            throw OAuthException.of("unsupported_response_type", "response_type must be code");
        }
        if (!"query".equals(parameters.getOrDefault("response_mode", "query"))) {
            throw OAuthException.invalidRequest("response_mode must be query");
        }
        if (!"S256".equals(parameters.get("code_challenge_method"))
                || !CHALLENGE
                        .matcher(parameters.getOrDefault("code_challenge", ""))
                        .matches()) {
            throw OAuthException.invalidRequest("code_challenge with code_challenge_method=S256 is needed");
        }
        for (String name : new String[] {"state", "nonce"}) {
            if (parameters.getOrDefault(name, "").length() > MAX_TEXT) {
                throw OAuthException.invalidRequest("%s has more than %d characters".formatted(name, MAX_TEXT));
            }
        }
        if (parameters.containsKey("request") || parameters.containsKey("request_uri")) {
            throw OAuthException.of("request_not_supported", "request objects are not supported");
        }
        Audiences.check(parameters, audience);
    }

    private static URI redirectUri(String text, Client client) {
        try {
            URI uri = URI.create(text);
            if (client.redirectsTo(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // falls through to the one message
        }
        throw OAuthException.invalidRequest(
                "redirect_uri is none of this client: it has to be on the loopback interface");
    }

    private static URI target(URI base, String state, Map<String, String> answer) {
        StringBuilder query = new StringBuilder(base + "?");
        answer.forEach((name, value) ->
                query.append(name).append('=').append(Form.encode(value)).append('&'));
        return URI.create(
                state.isEmpty() ? query.substring(0, query.length() - 1) : query + "state=" + Form.encode(state));
    }
}
