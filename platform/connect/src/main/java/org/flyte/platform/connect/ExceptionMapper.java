package org.flyte.platform.connect;

import io.grpc.Status;

/**
 * How an application maps its failures to status codes. One CDI bean of this type serves every protocol; without
 * one, failures that carry no status of their own become INTERNAL under an incident id.
 */
public interface ExceptionMapper {
    /**
     * Returns the status that a client sees for a failure.
     *
     * @param failure what the service threw or failed with, wrappers of {@code java.util.concurrent} taken off
     */
    Status toStatus(Throwable failure);
}
