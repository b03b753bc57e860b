package org.flyte.platform.identity.permission;

/** How a stream ends when the token of its caller has expired: the SDK reacts to each end in its own way. */
public enum AtExpiry {
    /** With OK: the client subscribes again, with a new token. */
    END,
    /** With UNAUTHENTICATED: the client logs in again and reconnects. */
    REFUSE,
    /** Not: the stream goes on while the caller has the right, for at most 12 hours. */
    CONTINUE
}
