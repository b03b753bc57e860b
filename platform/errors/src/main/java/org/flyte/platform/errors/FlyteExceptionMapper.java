package org.flyte.platform.errors;

import io.grpc.Status;
import jakarta.inject.Singleton;
import org.flyte.platform.connect.ExceptionMapper;

/** Puts {@link StatusMapper} in front of every RPC, whichever protocol it came by. */
@Singleton
public class FlyteExceptionMapper implements ExceptionMapper {
    /**
     * Maps as {@link StatusMapper} does, but never to CANCELLED: the SDK takes that for its own cancellation and ends,
     * while a cancelled call to another service means only that the client should try again.
     */
    @Override
    public Status toStatus(Throwable failure) {
        Status status = StatusMapper.statusOf(failure);
        return status.getCode() == Status.Code.CANCELLED
                ? Status.UNAVAILABLE.withDescription("the request was interrupted: try again")
                : status;
    }
}
