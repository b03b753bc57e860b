package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;

/** One wording for messages above a limit. */
public final class Limits {
    private Limits() {}

    /** Returns the error for a request message of more than {@code limit} bytes. */
    public static StatusException tooLarge(long limit) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("request message is larger than %d bytes".formatted(limit))
                .asException();
    }
}
