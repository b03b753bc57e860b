package org.flyte.platform.identity.outgoing;

import java.util.Optional;

/** The token by which this application proves to other services who it is. */
public interface ServiceToken {
    /** Returns one that has not expired, empty if there is none. It is called for each call, on event loops. */
    Optional<String> current();
}
