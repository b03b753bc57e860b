package org.flyte.platform.issuer.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of a query or of a form. */
public final class Form {
    private static final int MAX_PARAMETERS = 50;

    private Form() {}

    /** Reads them; fails when one is there twice, or is not encoded as it should be. */
    public static Map<String, String> parse(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) {
            return found;
        }
        String[] pairs = text.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw OAuthException.invalidRequest("more than %d parameters".formatted(MAX_PARAMETERS));
        }
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            if (found.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "") != null) {
                throw OAuthException.invalidRequest("a parameter is there twice");
            }
        }
        return found;
    }

    /** Encodes a value. */
    public static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw OAuthException.invalidRequest("a parameter is not encoded as application/x-www-form-urlencoded");
        }
    }
}
