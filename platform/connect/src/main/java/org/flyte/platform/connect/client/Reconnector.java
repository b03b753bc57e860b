package org.flyte.platform.connect.client;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes channels without a connection try again soon, with a fresh look-up of the address. By default they wait up to
 * two minutes between two attempts, long after the server is back.
 */
@Singleton
class Reconnector {
    private final Instance<Channel> channels;
    private final Vertx vertx;
    private final ClientConfig config;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile long timer;

    Reconnector(@Any Instance<Channel> channels, Vertx vertx, ClientConfig config) {
        this.channels = channels;
        this.vertx = vertx;
        this.config = config;
    }

    /** To be called with the name of every client whose channel is made. */
    void watch(String client) {
        names.add(client);
        if (started.compareAndSet(false, true)) {
            timer = vertx.setPeriodic(config.reconnect().toMillis(), tick -> names.forEach(this::retry));
        }
    }

    /** Stops before the channels close. */
    void stop(@Observes ShutdownEvent event) {
        if (started.getAndSet(true)) {
            vertx.cancelTimer(timer);
        }
    }

    private void retry(String client) {
        for (Channel channel : channels.select(GrpcClient.Literal.of(client))) {
            if (channel instanceof ManagedChannel managed
                    && managed.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                managed.resetConnectBackoff();
            }
        }
    }
}
