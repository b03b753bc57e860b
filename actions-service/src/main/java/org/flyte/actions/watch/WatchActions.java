package org.flyte.actions.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.Identifiers;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.jboss.logging.Logger;

/**
 * Streams the children of an action: subscribed first, then the durable state and the live one, then the sentinel, then
 * changes (executor spec §1.4, design D6). Each heartbeat re-reads both, so no change depends on a hint that arrived.
 */
@ApplicationScoped
public class WatchActions {
    private static final Logger LOG = Logger.getLogger(WatchActions.class);

    private final Subscriptions subscriptions;
    private final Snapshot snapshot;
    private final ActionsConfig.Watch config;
    private final Vertx vertx;

    WatchActions(Subscriptions subscriptions, Snapshot snapshot, ActionsConfig config, Vertx vertx) {
        this.subscriptions = subscriptions;
        this.snapshot = snapshot;
        this.config = config.watch();
        this.vertx = vertx;
    }

    /** Opens the stream; to be called while the call is being started. */
    public void open(WatchForUpdatesRequest request, ServerCallStreamObserver<WatchForUpdatesResponse> reader) {
        ActionKey parent =
                Identifiers.actionKey(request.hasParentActionId(), request.getParentActionId(), "parent_action_id");
        ActionStream stream = new ActionStream(reader, config.buffer());
        reader.setOnReadyHandler(stream::flush);
        reader.setOnCancelHandler(() -> {
            stream.left();
            subscriptions.remove(parent, stream);
        });
        subscriptions.add(parent, stream);
        snapshot.tell(parent, stream).subscribe().with(done -> beat(parent, stream), failure -> {
            subscriptions.remove(parent, stream);
            stream.end(failure);
        });
    }

    private void beat(ActionKey parent, ActionStream stream) {
        stream.sentinel();
        vertx.setTimer(nextBeat(), timer -> {
            if (!stream.isOpen()) {
                subscriptions.remove(parent, stream);
                return;
            }
            snapshot.tell(parent, stream)
                    .onFailure()
                    .invoke(failure ->
                            LOG.warnf("durable state not re-read: parent=%s reason=%s", parent, failure.getMessage()))
                    .onFailure()
                    .recoverWithNull()
                    .subscribe()
                    .with(done -> beat(parent, stream));
        });
    }

    private long nextBeat() {
        long beat = config.heartbeat().toMillis();
        return Math.max(1, beat - ThreadLocalRandom.current().nextLong(1 + beat / 10));
    }
}
