package org.flyte.platform.embedded;

import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One watch: sends its events in their order, those too that come before the client has opened it. */
final class ResourceWatch extends WebSocketListener {
    private final AttributeSet selector;
    private final Consumer<ResourceWatch> closed;
    /** Guarded by this, as the rest; null once the watch is open. */
    private List<String> early = new ArrayList<>();

    private WebSocket socket;

    /**
     * Makes a watch of the objects that match.
     *
     * @param closed called at its end
     */
    ResourceWatch(AttributeSet selector, Consumer<ResourceWatch> closed) {
        this.selector = selector;
        this.closed = closed;
    }

    boolean matches(AttributeSet attributes) {
        return attributes != null && attributes.matches(selector);
    }

    /**
     * Sends an event.
     *
     * @param type ADDED, MODIFIED or DELETED
     * @param object its JSON
     */
    synchronized void send(String type, String object) {
        String event = "{\"type\":\"" + type + "\",\"object\":" + object + "}";
        if (early == null) {
            socket.send(event);
        } else {
            early.add(event);
        }
    }

    @Override
    public synchronized void onOpen(WebSocket webSocket, Response response) {
        socket = webSocket;
        early.forEach(socket::send);
        early = null;
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(code, reason);
        closed.accept(this);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
        closed.accept(this);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
        closed.accept(this);
    }
}
