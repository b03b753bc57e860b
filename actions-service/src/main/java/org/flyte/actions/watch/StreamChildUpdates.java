package org.flyte.actions.watch;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.actions.ActionsConfig;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.platform.model.ActionKey;
import org.jboss.logging.Logger;

/**
 * Streams the states of an action's children: subscribes, reads the durable state and the TaskActions, sends the
 * sentinel, then each change. With each heartbeat both are read again, so that no change depends on a notification. See
 * docs/behaviour/watch-protocol.md.
 */
@ApplicationScoped
public class StreamChildUpdates {
    private static final Logger LOG = Logger.getLogger(StreamChildUpdates.class);

    private final Subscriptions subscriptions;
    private final ChildSnapshot snapshot;
    private final ActionsConfig.Watch config;
    private final Vertx vertx;

    StreamChildUpdates(Subscriptions subscriptions, ChildSnapshot snapshot, ActionsConfig config, Vertx vertx) {
        this.subscriptions = subscriptions;
        this.snapshot = snapshot;
        this.config = config.watch();
        this.vertx = vertx;
    }

    /** A stream that ends only with a failure or when its client cancels it. */
    public Multi<WatchForUpdatesResponse> execute(ActionKey parent) {
        return Multi.createFrom().publisher(client -> open(parent, client));
    }

    private void open(ActionKey parent, Subscriber<? super WatchForUpdatesResponse> client) {
        ChildUpdateStream stream = new ChildUpdateStream(client, config.buffer());
        stream.onCancel(() -> subscriptions.remove(parent, stream));
        client.onSubscribe(stream);
        subscriptions.add(parent, stream);
        snapshot.offerTo(stream, parent).subscribe().with(done -> sendHeartbeats(parent, stream), failure -> {
            subscriptions.remove(parent, stream);
            stream.fail(failure);
        });
    }

    private void sendHeartbeats(ActionKey parent, ChildUpdateStream stream) {
        stream.sendSentinel();
        vertx.setTimer(nextHeartbeat(), timer -> {
            if (!stream.isOpen()) {
                subscriptions.remove(parent, stream);
                return;
            }
            snapshot.offerTo(stream, parent)
                    .onFailure()
                    .invoke(failure -> LOG.warnf(
                            "durable state not read; read again with the next heartbeat: run=%s action=%s cause=%s",
                            parent.run(), parent.name(), failure.getMessage()))
                    .onFailure()
                    .recoverWithNull()
                    .subscribe()
                    .with(done -> sendHeartbeats(parent, stream));
        });
    }

    private long nextHeartbeat() {
        long millis = config.heartbeat().toMillis();
        return Math.max(1, millis - ThreadLocalRandom.current().nextLong(1 + millis / 10));
    }
}
