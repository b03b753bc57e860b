package org.flyte.runs.db;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A relay in front of a TCP port that cuts connections, refuses them, or loses packets and leaves connections open. */
public final class FaultyNetwork implements AutoCloseable {
    private enum State {
        GOOD,
        LOSES_PACKETS,
        REFUSES
    }

    private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private final NetClient client;
    private volatile State state = State.GOOD;

    public FaultyNetwork(Vertx vertx, int target) throws Exception {
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(from -> accept(from, target));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public int port() {
        return server.actualPort();
    }

    public void losePackets() {
        state = State.LOSES_PACKETS;
    }

    /** As a server that is stopped. */
    public void refuse() {
        state = State.REFUSES;
        cut();
    }

    public void cut() {
        clients.forEach(NetSocket::close);
    }

    public void repair() {
        state = State.GOOD;
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }

    private void accept(NetSocket from, int target) {
        if (state == State.REFUSES) {
            from.close();
            return;
        }
        clients.add(from);
        from.pause();
        client.connect(target, "127.0.0.1").onSuccess(to -> {
            from.handler(bytes -> pass(bytes, to));
            to.handler(bytes -> pass(bytes, from));
            from.closeHandler(closed -> {
                clients.remove(from);
                to.close();
            });
            to.closeHandler(closed -> from.close());
            from.resume();
        });
    }

    private void pass(Buffer bytes, NetSocket to) {
        if (state == State.GOOD) {
            to.write(bytes);
        }
    }
}
