package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;

/** How one protocol carries one call over HTTP. Every method runs on the call's event loop. */
public interface Transport {
    /** What the transport notifies the call of, on the same event loop. */
    interface Inbound {
        /** Ignores the rest of a request that has been answered already. */
        Inbound NONE = new Inbound() {
            @Override
            public void message(byte[] bytes) {}

            @Override
            public void halfClose() {}

            @Override
            public void refuse(Status status) {}

            @Override
            public void disconnected() {}

            @Override
            public void writable() {}
        };

        /** A request message, decompressed. */
        void message(byte[] bytes);

        /** The client has sent everything. */
        void halfClose();

        /** The request breaks the protocol: the call ends with this status. */
        void refuse(Status status);

        /** The client has disconnected; nothing can be sent any more. */
        void disconnected();

        /** The socket takes more after it did not. */
        void writable();
    }

    /** Starts to read the request. */
    void open(Inbound inbound);

    /** Stops or resumes reading, so that a slow service slows its client. */
    void reading(boolean on);

    /** Sends the response's head. */
    void head(Metadata headers);

    /** Sends one message. */
    void message(byte[] bytes);

    /** Sends the status and ends the response; completes when it has left. */
    Future<Void> end(Status status, Metadata trailers);

    /** Says whether the socket takes more without buffering beyond its bound. */
    boolean writable();
}
