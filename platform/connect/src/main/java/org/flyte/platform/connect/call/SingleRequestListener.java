package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.Consumer;

/** Waits for exactly one request message and hands it on when the client has finished. */
final class SingleRequestListener<Q, P> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, P> call;
    private final Consumer<Q> method;
    private final Runnable onCancel;
    private Runnable onReady = () -> {};
    private Q request;
    private boolean refused;

    SingleRequestListener(ServerCall<Q, P> call, Consumer<Q> method, Runnable onCancel) {
        this.call = call;
        this.method = method;
        this.onCancel = onCancel;
    }

    SingleRequestListener<Q, P> whenReady(Runnable action) {
        onReady = action;
        return this;
    }

    @Override
    public void onMessage(Q message) {
        if (request != null) {
            refuse("more than one request message");
            return;
        }
        request = message;
    }

    @Override
    public void onHalfClose() {
        if (refused) {
            return;
        }
        if (request == null) {
            refuse("no request message");
            return;
        }
        method.accept(request);
    }

    @Override
    public void onReady() {
        onReady.run();
    }

    @Override
    public void onCancel() {
        onCancel.run();
    }

    private void refuse(String what) {
        if (!refused) {
            refused = true;
            call.close(
                    Status.UNIMPLEMENTED.withDescription(
                            what + " for " + call.getMethodDescriptor().getFullMethodName()),
                    new Metadata());
        }
    }
}
