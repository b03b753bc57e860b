package org.flyte.platform.issuer.oauth;

/** A refusal by one of the error codes of OAuth 2.0; the message is for the developer of the client, and holds no secret. */
public final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;

    private final String error;
    private final int status;

    private OAuthException(int status, String error, String message) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
    }

    /** A refusal with the usual status 400. */
    static OAuthException of(String error, String message) {
        return new OAuthException(BAD_REQUEST, error, message);
    }

    /** The client did not prove who it is. */
    static OAuthException invalidClient() {
        return new OAuthException(401, "invalid_client", "unknown client, or wrong secret");
    }

    /** A request is missing a parameter, or has one that cannot be. */
    static OAuthException invalidRequest(String message) {
        return of("invalid_request", message);
    }

    /** A code, token or device code cannot be used. */
    static OAuthException invalidGrant(String message) {
        return of("invalid_grant", message);
    }

    /** Too many requests or too many open logins. */
    static OAuthException busy(String message) {
        return new OAuthException(429, "temporarily_unavailable", message);
    }

    /** The error code. */
    public String error() {
        return error;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }
}
