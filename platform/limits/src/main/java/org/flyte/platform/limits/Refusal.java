package org.flyte.platform.limits;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;

/**
 * The answer to a call beyond a limit.
 *
 * @param limit what is used up, with its key
 * @param retryAfter when to try again
 */
record Refusal(String limit, Duration retryAfter) {
    /** RESOURCE_EXHAUSTED with the time in its details. */
    StatusRuntimeException toStatus() {
        Duration wait = retryAfter.plusMillis(1);
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .setMessage("too many %s; try again in %d ms".formatted(limit, wait.toMillis()))
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                .setSeconds(wait.toSeconds())
                                .setNanos(wait.toNanosPart()))
                        .build()))
                .build());
    }
}
