package org.flyte.dataproxy.logs.pod;

import java.util.Optional;

/** Looks pods up. Blocks: for virtual threads. */
public interface PodLookup {
    /**
     * The pod; empty when it does not exist.
     *
     * @throws org.flyte.platform.model.FlyteException.FailedPrecondition when this server may not see it
     * @throws org.flyte.platform.model.FlyteException.Unavailable when the API does not answer
     */
    Optional<LivePod> find(String namespace, String pod);
}
