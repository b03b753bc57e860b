package org.flyte.platform.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final AtomicInteger repairs = new AtomicInteger();
    private volatile State state = State.GOOD;

    public FaultyNetwork(Vertx vertx, int target) throws Exception {
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(from -> accept(from, target));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public int port() {
        return server.actualPort();
    }

    /** Loses every packet. The connections that there are never work again, as when a router has forgotten them. */
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

    /** New connections work. */
    public void repair() {
        if (state == State.LOSES_PACKETS) {
            repairs.incrementAndGet();
        }
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
        int age = repairs.get();
        clients.add(from);
        from.pause();
        client.connect(target, "127.0.0.1").onFailure(stopped -> from.close()).onSuccess(to -> {
            from.handler(bytes -> pass(age, bytes, to));
            to.handler(bytes -> pass(age, bytes, from));
            from.closeHandler(closed -> {
                clients.remove(from);
                to.close();
            });
            to.closeHandler(closed -> from.close());
            from.resume();
        });
    }

    private void pass(int age, Buffer bytes, NetSocket to) {
        if (state == State.GOOD && age == repairs.get()) {
            to.write(bytes);
        }
    }
}
