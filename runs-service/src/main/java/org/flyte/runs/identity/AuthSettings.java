package org.flyte.runs.identity;

import java.net.URI;
import java.util.Set;

/** Checks of the configuration: what is wrong here would show only in the browser of somebody who logs in. */
record AuthSettings(AuthConfig config) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Fails with IllegalStateException that names the key. */
    void check() {
        config.publicUrl()
                .ifPresent(url -> require(isHttp(url), "flyte.auth.public-url", "must be an absolute http(s) URL"));
        if (config.serverBaseUrl().isEmpty()) {
            return;
        }
        URI base = config.serverBaseUrl().get();
        require(
                isHttp(base) && base.getRawQuery() == null && base.getRawFragment() == null,
                "flyte.auth.server-base-url",
                "must be an absolute http(s) URL without query and fragment");
        URI path = URI.create(config.metadataPath());
        require(
                !path.isAbsolute()
                        && path.getRawAuthority() == null
                        && !config.metadataPath().startsWith("/"),
                "flyte.auth.metadata-path",
                "must be a path below the base address, without a slash in front");
        require(
                config.client().id().filter(id -> !id.isBlank()).isPresent(),
                "flyte.auth.client.id",
                "must be set together with flyte.auth.server-base-url");
        URI redirect = config.client().redirectUri();
        require(
                isHttp(redirect) && redirect.getPort() > 0,
                "flyte.auth.client.redirect-uri",
                "must be an http(s) URL with host and port, on which the command line listens");
        require(
                config.client().metadataKey().matches("[A-Za-z0-9-]+"),
                "flyte.auth.client.metadata-key",
                "must be the name of a header");
    }

    static boolean isHttp(URI address) {
        return address.isAbsolute() && SCHEMES.contains(address.getScheme()) && address.getHost() != null;
    }

    private static void require(boolean holds, String key, String message) {
        if (!holds) {
            throw new IllegalStateException(key + " " + message);
        }
    }
}
