package org.flyte.platform.connect.probe;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import org.flyte.platform.connect.ExceptionMapper;

@Singleton
public class ProbeMapper implements ExceptionMapper {
    @Override
    public Status toStatus(Throwable failure) {
        return failure instanceof StatusRuntimeException e
                ? e.getStatus()
                : Status.FAILED_PRECONDITION.withDescription("mapped: " + failure.getMessage());
    }
}
