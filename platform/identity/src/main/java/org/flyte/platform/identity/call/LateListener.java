package org.flyte.platform.identity.call;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the events of a call until it is known who listens. No request arrives before: the one who listens asks for it. All
 * of it is on the call's event loop.
 */
final class LateListener<Q> extends ServerCall.Listener<Q> {
    private final List<Consumer<ServerCall.Listener<Q>>> kept = new ArrayList<>();
    private ServerCall.Listener<Q> listener;

    /** Hands over what is kept, and everything from now on. */
    void start(ServerCall.Listener<Q> next) {
        listener = next;
        kept.forEach(event -> event.accept(next));
        kept.clear();
    }

    @Override
    public void onMessage(Q message) {
        later(next -> next.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        later(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        later(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        later(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        later(ServerCall.Listener::onReady);
    }

    private void later(Consumer<ServerCall.Listener<Q>> event) {
        if (listener == null) {
            kept.add(event);
        } else {
            event.accept(listener);
        }
    }
}
