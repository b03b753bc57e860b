package org.flyte.executor.plugins.connector.job.rule;

import org.flyte.executor.plugin.Failure;

/** What follows from the failure of a call. */
public sealed interface AfterFailure {
    /** The service may answer otherwise later: the call is made again after a back-off, as long as limits allow. */
    record Again() implements AfterFailure {}

    /** Another call would get the same. */
    record Final(Failure failure) implements AfterFailure {}
}
