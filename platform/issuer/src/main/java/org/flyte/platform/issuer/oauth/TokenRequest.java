package org.flyte.platform.issuer.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A request of a client for a token.
 *
 * @param authorization header of that name, if there is one
 * @param address of the client
 */
public record TokenRequest(Map<String, String> form, Optional<String> authorization, String address) {
    private static final String BASIC = "basic ";

    private record Credentials(String id, String secret) {}

    String get(String name) {
        return form.getOrDefault(name, "");
    }

    /** The client that sends the request; a confidential one proves it. Fails with invalid_client. */
    Client client(Directory directory) {
        Optional<Credentials> basic = authorization
                .filter(header -> header.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                .map(header -> credentials(header.substring(BASIC.length()).strip()));
        if (basic.isPresent() && form.containsKey("client_secret")) {
            throw OAuthException.invalidRequest("send the client's secret once");
        }
        return basic.map(sent -> directory.client(sent.id(), sent.secret()))
                .orElseGet(() -> form.containsKey("client_secret")
                        ? directory.client(get("client_id"), get("client_secret"))
                        : directory.client(get("client_id")).filter(Client::isPublic))
                .orElseThrow(OAuthException::invalidClient);
    }

    private static Credentials credentials(String encoded) {
        try {
            String[] parts = new String(Base64.getDecoder().decode(encoded), UTF_8).split(":", 2);
            if (parts.length == 2) {
                return new Credentials(Form.decode(parts[0]), Form.decode(parts[1]));
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the one answer
        }
        throw OAuthException.invalidClient();
    }
}
