package org.flyte.platform.identity.token;

import java.util.Locale;

/** A token that is not accepted. The message is for the client and has nothing of the token in it. */
public final class TokenRejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, as clients and metrics see it. */
    public enum Reason {
        MALFORMED("the token is not a signed JWT"),
        TOO_LONG("the token is too long"),
        TYPE("this kind of token is not accepted: send an access token"),
        ALGORITHM("the token's algorithm is not accepted"),
        CRITICAL_HEADER("the token has a critical header that is not understood"),
        ISSUER("the token's issuer is not accepted"),
        AUDIENCE("the token is for another audience"),
        UNKNOWN_KEY("the token's key is not one of its issuer"),
        KEYS_UNAVAILABLE("the keys of the token's issuer cannot be read at present"),
        SIGNATURE("the token's signature is wrong"),
        EXPIRED("the token has expired"),
        NOT_YET_VALID("the token is not valid yet"),
        LIFETIME("the token has no expiry or lives too long"),
        SUBJECT("the token names no subject that can be used"),
        POD("the token names no pod of a running attempt"),
        REVOKED("the token has been revoked");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** Returns the reason as metrics and audit records have it, such as {@code unknown-key}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;

    public TokenRejection(Reason reason) {
        super("%s (%s)".formatted(reason.text, reason.label()), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
