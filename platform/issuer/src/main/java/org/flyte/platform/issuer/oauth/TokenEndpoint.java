package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives tokens to clients, by each of the grants. */
final class TokenEndpoint {
    static final String AUTHORIZATION_CODE = "authorization_code";
    static final String REFRESH_TOKEN = "refresh_token";
    static final String CLIENT_CREDENTIALS = "client_credentials";
    static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private static final int FAILURES_OF_ADDRESS = 60;

    private final Directory directory;
    private final AuthorizationCodes codes;
    private final DeviceGrants devices;
    private final RefreshTokens refresh;
    private final IssuedTokens claims;
    private final AttemptLimit failures;

    TokenEndpoint(
            Directory directory,
            AuthorizationCodes codes,
            DeviceGrants devices,
            RefreshTokens refresh,
            IssuedTokens claims,
            Clock clock) {
        this.directory = directory;
        this.codes = codes;
        this.devices = devices;
        this.refresh = refresh;
        this.claims = claims;
        this.failures = new AttemptLimit(FAILURES_OF_ADDRESS, Duration.ofMinutes(1), clock);
    }

    Map<String, Object> execute(TokenRequest request) {
        Client client = client(request);
        Audiences.check(request.form(), claims.audience());
        return switch (request.get("grant_type")) {
            case AUTHORIZATION_CODE -> byCode(request, client);
            case REFRESH_TOKEN -> byRefreshToken(request, client);
            case CLIENT_CREDENTIALS -> bySecret(request, client);
            case DEVICE_CODE -> login(devices.poll(request.get("device_code"), client));
            default -> throw OAuthException.of("unsupported_grant_type", "grant_type is none of this server");
        };
    }

    /** The client of a request; those who guess secrets are slowed down. */
    Client client(TokenRequest request) {
        try {
            return request.client(directory);
        } catch (OAuthException e) {
            failures.count(request.address());
            throw e;
        }
    }

    private Map<String, Object> byCode(TokenRequest request, Client client) {
        return login(
                codes.redeem(request.get("code"), client, request.get("redirect_uri"), request.get("code_verifier")));
    }

    private Map<String, Object> byRefreshToken(TokenRequest request, Client client) {
        RefreshTokens.Renewal renewal = refresh.renew(request.get("refresh_token"), client);
        Grant grant = renewal.grant();
        if (!request.get("scope").isBlank()) {
            Set<String> asked = OAuthScopes.parse(request.get("scope"));
            if (!grant.scopes().containsAll(asked)) {
                throw OAuthException.of("invalid_scope", "the login was for: " + String.join(" ", grant.scopes()));
            }
            grant = grant.narrowedTo(asked);
        }
        return answer(claims.accessToken(grant), grant.scopes(), Optional.of(renewal.token()), claims.idToken(grant));
    }

    private Map<String, Object> bySecret(TokenRequest request, Client client) {
        if (client.isPublic()) {
            throw OAuthException.of("unauthorized_client", "a public client has no tokens of its own");
        }
        Set<String> scopes = OAuthScopes.parse(request.get("scope"));
        return answer(claims.accessToken(client, scopes), scopes, Optional.empty(), Optional.empty());
    }

    private Map<String, Object> login(Grant grant) {
        return answer(
                claims.accessToken(grant), grant.scopes(), Optional.of(refresh.issue(grant)), claims.idToken(grant));
    }

    private Map<String, Object> answer(
            String access, Set<String> scopes, Optional<String> refreshToken, Optional<String> idToken) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", access);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", claims.lifetime().toSeconds());
        answer.put("scope", String.join(" ", scopes));
        refreshToken.ifPresent(token -> answer.put("refresh_token", token));
        idToken.ifPresent(token -> answer.put("id_token", token));
        return answer;
    }
}
