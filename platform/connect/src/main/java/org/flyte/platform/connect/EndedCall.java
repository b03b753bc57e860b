package org.flyte.platform.connect;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;

/**
 * A call that is over.
 *
 * @param protocol {@code connect}, {@code grpc} or {@code grpc_web}
 * @param duration from the request's head to the status
 * @param peer attributes of the connection, with the address of the other end
 */
public record EndedCall(
        MethodDescriptor<?, ?> method,
        String protocol,
        Status status,
        Duration duration,
        RpcCall call,
        Attributes peer) {}
