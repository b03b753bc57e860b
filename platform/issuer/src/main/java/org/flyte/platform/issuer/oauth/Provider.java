package org.flyte.platform.issuer.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.issuer.IssuerConfig;

/** The provider: every endpoint without its HTTP. */
public final class Provider {
    private static final List<String> PROFILE_CLAIMS = List.of("sub", "name", "preferred_username", "email", "groups");

    private final String issuer;
    private final Directory directory;
    private final Sessions sessions;
    private final RefreshTokens refresh;
    private final AuthorizationCodes codes;
    private final DeviceGrants devices;
    private final TokenEndpoint tokens;
    private final IssuedTokens claims;

    public Provider(IssuerConfig config, String issuer, TokenSigner signer, Clock clock) {
        this.issuer = issuer;
        directory = new Directory(config);
        sessions = new Sessions(directory, config.sessionLifetime(), clock);
        refresh = new RefreshTokens(config.refreshTokenLifetime(), clock);
        codes = new AuthorizationCodes(refresh, clock);
        devices = new DeviceGrants(clock);
        claims = new IssuedTokens(signer, issuer, config.audience(), config.accessTokenLifetime());
        tokens = new TokenEndpoint(directory, codes, devices, refresh, claims, clock);
    }

    /** Logins and sessions of browsers. */
    public Sessions sessions() {
        return sessions;
    }

    /** Logins of programs without a browser. */
    public DeviceGrants devices() {
        return devices;
    }

    /** Reads a request for a code; fails with OAuthException or {@link AuthorizationRequest.Refused}. */
    public AuthorizationRequest authorization(Map<String, String> parameters) {
        return AuthorizationRequest.parse(parameters, directory, claims.audience());
    }

    /** Returns a code for a client whose user has logged in. */
    public String code(AuthorizationRequest request, AuthenticatedUser login) {
        return codes.issue(request, login);
    }

    /** Answers a request for tokens; fails with OAuthException. */
    public Map<String, Object> token(TokenRequest request) {
        return tokens.execute(request);
    }

    /** Starts the login of a program without a browser. */
    public Map<String, Object> startDevice(TokenRequest request) {
        Client client = tokens.client(request);
        Audiences.check(request.form(), claims.audience());
        DeviceGrants.Started started =
                devices.start(client, OAuthScopes.parse(request.get("scope")), request.address());
        String page = issuer + Endpoints.DEVICE;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("device_code", started.deviceCode());
        answer.put("user_code", started.userCode());
        answer.put("verification_uri", page);
        answer.put("verification_uri_complete", page + "?user_code=" + started.userCode());
        answer.put("expires_in", DeviceGrants.LIFETIME.toSeconds());
        answer.put("interval", started.interval());
        return answer;
    }

    /** Ends the grant of a refresh token (RFC 7009). */
    public void revoke(TokenRequest request) {
        refresh.revokeToken(request.get("token"), tokens.client(request));
    }

    /** Returns the claims about the bearer of an access token of this provider; empty when it is none or has expired. */
    public Optional<Map<String, Object>> userInfo(String accessToken) {
        return claims.signer()
                .parse(TokenSigner.ACCESS, accessToken)
                .filter(token ->
                        issuer.equals(token.getIssuer()) && claims.signer().isCurrent(token))
                .map(token -> {
                    Map<String, Object> known = new LinkedHashMap<>();
                    PROFILE_CLAIMS.stream()
                            .filter(token.getClaims()::containsKey)
                            .forEach(name -> known.put(name, token.getClaim(name)));
                    return known;
                });
    }

    /** Ends a session and all logins that began in it. */
    public void logout(String session) {
        sessions.end(session);
        refresh.revokeSession(session);
    }

    /** Returns the session of an ID token of this provider, expired or not. */
    public Optional<String> sessionOf(String idToken) {
        return claims.signer()
                .parse(JOSEObjectType.JWT, idToken)
                .filter(token -> issuer.equals(token.getIssuer()))
                .map(Provider::session);
    }

    private static String session(JWTClaimsSet token) {
        return String.valueOf(token.getClaim("sid"));
    }
}
