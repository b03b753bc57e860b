package org.flyte.platform.connect.client;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/** Whether any attempt of a call got as far as a connection. One that never did cannot have done anything. */
final class Reach extends ClientStreamTracer.Factory {
    private final String server;
    private volatile boolean attempted;
    private volatile boolean reached;

    Reach(String server) {
        this.server = server;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        attempted = true;
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata headers) {
                reached = true;
            }
        };
    }

    /** Returns what to tell the caller: a deadline that passed while nobody was there means UNAVAILABLE. */
    Status tell(Status status) {
        return attempted && !reached && status.getCode() == Status.Code.DEADLINE_EXCEEDED
                ? Status.UNAVAILABLE.withDescription(server + " could not be reached within the call's time")
                : status;
    }
}
