package org.flyte.platform.issuer.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the endpoints are, below the address of the provider, and what the discovery document says of them. */
public final class Endpoints {
    public static final String AUTHORIZE = "/authorize";
    public static final String TOKEN = "/token";
    public static final String DEVICE_AUTHORIZATION = "/device-authorization";
    public static final String DEVICE = "/device";
    public static final String JWKS = "/jwks.json";
    public static final String USERINFO = "/userinfo";
    public static final String REVOCATION = "/revoke";
    public static final String LOGOUT = "/logout";
    public static final String STYLE = "/style.css";

    private Endpoints() {}

    /** Returns the document of OpenID Connect Discovery, which has every field of RFC 8414. */
    public static Map<String, Object> document(String issuer) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + AUTHORIZE);
        document.put("token_endpoint", issuer + TOKEN);
        document.put("device_authorization_endpoint", issuer + DEVICE_AUTHORIZATION);
        document.put("jwks_uri", issuer + JWKS);
        document.put("userinfo_endpoint", issuer + USERINFO);
        document.put("revocation_endpoint", issuer + REVOCATION);
        document.put("end_session_endpoint", issuer + LOGOUT);
        document.put("scopes_supported", OAuthScopes.ALL);
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put(
                "grant_types_supported",
                List.of(
                        TokenEndpoint.AUTHORIZATION_CODE,
                        TokenEndpoint.REFRESH_TOKEN,
                        TokenEndpoint.CLIENT_CREDENTIALS,
                        TokenEndpoint.DEVICE_CODE));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put(
                "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post", "none"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("request_parameter_supported", false);
        document.put("request_uri_parameter_supported", false);
        document.put(
                "claims_supported",
                List.of(
                        "sub",
                        "iss",
                        "aud",
                        "exp",
                        "iat",
                        "auth_time",
                        "name",
                        "preferred_username",
                        "email",
                        "groups"));
        return document;
    }
}
