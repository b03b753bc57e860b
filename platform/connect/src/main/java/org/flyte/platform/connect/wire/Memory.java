package org.flyte.platform.connect.wire;

import io.grpc.StatusException;

/** Asked for memory before it is taken. */
@FunctionalInterface
public interface Memory {
    /** Grants everything. */
    Memory UNBOUNDED = bytes -> {};

    /**
     * Takes memory.
     *
     * @throws StatusException if there is not so much
     */
    void take(long bytes) throws StatusException;
}
