package org.flyte.platform.connect.client;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Whether the server had received a call when its deadline passed: an attempt was on a connection and not answered
 * UNAVAILABLE. If not, the call ends as UNAVAILABLE, which says more than DEADLINE_EXCEEDED.
 */
final class Availability extends ClientStreamTracer.Factory {
    private final String server;
    private volatile boolean attempted;
    private volatile boolean served;

    Availability(String server) {
        this.server = server;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        attempted = true;
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata headers) {
                served = true;
            }

            @Override
            public void streamClosed(Status status) {
                if (status.getCode() == Status.Code.UNAVAILABLE) {
                    served = false;
                }
            }
        };
    }

    /** Returns the status for the caller. */
    Status statusFor(Status status) {
        return attempted && !served && status.getCode() == Status.Code.DEADLINE_EXCEEDED
                ? Status.UNAVAILABLE.withDescription(server + " was not available within the call's time")
                : status;
    }
}
