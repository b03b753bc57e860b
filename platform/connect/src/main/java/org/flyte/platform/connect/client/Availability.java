package org.flyte.platform.connect.client;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Whether the server had a call when its time was up: an attempt was on a connection and not answered UNAVAILABLE. If
 * not, the caller had better know that nobody was there than that its deadline passed.
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

    /** Returns what to tell the caller. */
    Status tell(Status status) {
        return attempted && !served && status.getCode() == Status.Code.DEADLINE_EXCEEDED
                ? Status.UNAVAILABLE.withDescription(server + " was not available within the call's time")
                : status;
    }
}
