package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;

/** A request message above the limit: RESOURCE_EXHAUSTED. */
public final class MessageTooLarge extends StatusException {
    /** Says what the limit is, in bytes. */
    public MessageTooLarge(long limit) {
        super(Status.RESOURCE_EXHAUSTED.withDescription(
                ("request message is larger than %d bytes: send less, or have flyte.rpc.max-request-size raised,"
                                + " or flyte.rpc.max-small-request-size for a method that takes no content")
                        .formatted(limit)));
    }
}
