package org.flyte.platform.issuer.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.issuer.IssuerConfig;
import org.flyte.platform.issuer.oauth.Provider;
import org.flyte.platform.issuer.oauth.ServiceAccountTokens;
import org.flyte.platform.issuer.oauth.SigningKeys;
import org.flyte.platform.issuer.oauth.TokenSigner;

/** The provider of this application, if its configuration enables one. */
@ApplicationScoped
public class Issuer {
    private static final Duration MIN_ACCESS = Duration.ofMinutes(5);
    private static final Duration MAX_ACCESS = Duration.ofHours(24);
    /** Behind the address of the provider: the issuer of the tokens of service accounts. */
    private static final String SERVICE_ACCOUNTS = "/service-accounts";

    private final Optional<URI> url;
    private final SigningKeys keys;
    private final Provider provider;
    private final ServiceAccountTokens serviceAccounts;

    /** Fails with IllegalArgumentException that names the key when no login could succeed. */
    Issuer(IssuerConfig config, Clock clock) {
        if (!config.enabled()) {
            url = Optional.empty();
            keys = null;
            provider = null;
            serviceAccounts = null;
            return;
        }
        check(config);
        url = config.url();
        keys = new SigningKeys(config.folder(), config.keyRotation(), MAX_ACCESS, clock);
        TokenSigner signer = new TokenSigner(keys, clock);
        provider = new Provider(config, url().toString(), signer, clock);
        serviceAccounts = new ServiceAccountTokens(signer, url() + SERVICE_ACCOUNTS);
    }

    /** Empty when the provider is not enabled. */
    Optional<Provider> provider() {
        return Optional.ofNullable(provider);
    }

    /** Tokens for the pods and services of this machine; empty when the provider is not enabled. */
    public Optional<ServiceAccountTokens> serviceAccounts() {
        return Optional.ofNullable(serviceAccounts);
    }

    URI url() {
        return url.orElseThrow();
    }

    SigningKeys keys() {
        return keys;
    }

    private static void check(IssuerConfig config) {
        URI url = config.url().orElseThrow(() -> new IllegalArgumentException("flyte.issuer.url must be set"));
        boolean https = "https".equals(url.getScheme());
        boolean loopback = "http".equals(url.getScheme()) && "127.0.0.1".equals(url.getHost());
        require(
                (https || loopback)
                        && url.getHost() != null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null
                        && url.getPath().matches("(/[a-z0-9-]+)+"),
                "flyte.issuer.url must be an https URL with a path, such as https://localhost:8090/login, or http on"
                        + " 127.0.0.1");
        require(
                isBetween(MIN_ACCESS, config.accessTokenLifetime(), MAX_ACCESS),
                "flyte.issuer.access-token-lifetime must be from 5m to 24h");
        require(
                config.refreshTokenLifetime().compareTo(config.accessTokenLifetime()) > 0,
                "flyte.issuer.refresh-token-lifetime must be longer than flyte.issuer.access-token-lifetime");
        require(config.keyRotation().compareTo(MAX_ACCESS) >= 0, "flyte.issuer.key-rotation must be at least 24h");
        config.users()
                .forEach((name, user) -> require(
                        user.password().length() >= 16,
                        "flyte.issuer.users." + name + ".password has less than 16" + " characters"));
    }

    private static boolean isBetween(Duration least, Duration value, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
