package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;
import org.flyte.platform.connect.wire.Packed;
import org.flyte.platform.connect.wire.Payload;

/** How one protocol carries one call over HTTP. Every method runs on the call's event loop, if not said otherwise. */
public interface Transport {
    /** What the transport notifies the call of, on the same event loop. */
    interface Inbound {
        /** Ignores the rest of a request that has been answered already. */
        Inbound NONE = new Inbound() {
            @Override
            public void arrived(int bytes) {}

            @Override
            public void message(Payload payload) {}

            @Override
            public void halfClose() {}

            @Override
            public void refuse(Status status) {}

            @Override
            public void disconnected() {}

            @Override
            public void writable() {}

            @Override
            public void sent(int bytes) {}
        };

        /** A part of the request has arrived. */
        void arrived(int bytes);

        /** A request message, whole. */
        void message(Payload payload);

        /** The client has sent everything. */
        void halfClose();

        /** The request breaks the protocol: the call ends with this status. */
        void refuse(Status status);

        /** The client has disconnected; nothing can be sent any more. */
        void disconnected();

        /** The socket takes more after it did not. */
        void writable();

        /** A part of the messages has left the process, or never will. */
        void sent(int bytes);
    }

    /** Starts to read the request. */
    void open(Inbound inbound);

    /** Says whether a message has begun to arrive. */
    boolean hasPartial();

    /** Stops or resumes reading, so that a slow service slows its client. */
    void reading(boolean on);

    /** Sends the response's head. */
    void head(Metadata headers);

    /** Puts a message into the form that goes on the wire. Any thread may call it. */
    Packed pack(byte[] message);

    /** Sends one message. */
    void message(Packed message);

    /** Sends the status and ends the response; completes when it has left. */
    Future<Void> end(Status status, Metadata trailers);

    /** Ends the stream, or the connection where it has no streams, without the rest of the response. */
    void drop();

    /** Says whether the socket takes more without buffering beyond its bound. */
    boolean writable();
}
