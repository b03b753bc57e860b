package org.flyte.platform.identity;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Finds what a pod runs. An application without such a bean accepts no tokens of pods.
 *
 * <p>The result is empty for a pod that is not the one of a live attempt: finished, replaced, deleted or unknown. An
 * implementation answers within a second or fails with Unavailable, and does not block; it is asked once a call, so it
 * caches what it has to fetch, for a few seconds at most.
 */
public interface PodIdentities {
    /** Returns what the pod runs, if its attempt is live. */
    Uni<Optional<PodIdentity>> find(PodReference pod);
}
