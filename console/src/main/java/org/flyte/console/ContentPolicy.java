package org.flyte.console;

import java.net.URI;
import java.util.List;

/** The content security policy of the console's pages: nothing from elsewhere, and nothing inline. */
final class ContentPolicy {
    private ContentPolicy() {}

    /**
     * The header for pages that may show reports from these origins.
     *
     * @throws IllegalArgumentException if one of them is no origin
     */
    static String of(List<String> storeOrigins) {
        storeOrigins.forEach(ContentPolicy::checkOrigin);
        String frames = storeOrigins.isEmpty() ? "'self'" : "'self' " + String.join(" ", storeOrigins);
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "worker-src 'self'",
                "frame-src " + frames,
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types console");
    }

    private static void checkOrigin(String text) {
        URI uri = URI.create(text);
        boolean isOrigin = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
        if (!isOrigin) {
            throw new IllegalArgumentException(
                    "flyte.console.store-origins has '%s', but needs origins such as https://s3.example.com"
                            .formatted(text));
        }
    }
}
