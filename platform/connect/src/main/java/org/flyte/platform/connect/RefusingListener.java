package org.flyte.platform.connect;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;

/** Looks at each message of a request before the service sees it; after a refusal nothing of the request passes any more. */
public abstract class RefusingListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private boolean refused;

    protected RefusingListener(ServerCall.Listener<Q> next) {
        super(next);
    }

    /** Whether a message passes; an implementation that answers false has closed the call. */
    protected abstract boolean admits(Q message);

    @Override
    public final void onMessage(Q message) {
        if (refused) {
            return;
        }
        refused = !admits(message);
        if (!refused) {
            super.onMessage(message);
        }
    }

    @Override
    public final void onHalfClose() {
        if (!refused) {
            super.onHalfClose();
        }
    }
}
