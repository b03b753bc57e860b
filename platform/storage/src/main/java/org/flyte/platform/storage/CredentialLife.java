package org.flyte.platform.storage;

import java.time.Duration;
import java.time.Instant;
import org.flyte.platform.model.FlyteException.Unavailable;

/** How long a URL may be valid that is signed with credentials that expire: the store refuses it from then on. */
public final class CredentialLife {
    /** A shorter life is of no use to a client. */
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    /** Clocks differ a little. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private CredentialLife() {}

    /**
     * The wanted life, cut off where the credentials end.
     *
     * @throws Unavailable when they end within seconds: they are about to be renewed
     */
    public static Duration limit(Duration wanted, Instant now, Instant end) {
        Duration left = Duration.between(now, end).minus(MARGIN);
        if (left.compareTo(wanted) >= 0) {
            return wanted;
        }
        if (left.compareTo(SHORTEST) < 0) {
            throw new Unavailable(
                    null, "the credentials for the object store expire at %s, no URL can be signed: try again", end);
        }
        return left;
    }
}
