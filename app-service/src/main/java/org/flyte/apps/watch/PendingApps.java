package org.flyte.apps.watch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.flyte.apps.AppKey;
import org.flyte.apps.store.AppRecord;
import org.flyte.idl.app.CreateEvent;
import org.flyte.idl.app.DeleteEvent;
import org.flyte.idl.app.UpdateEvent;
import org.flyte.idl.app.WatchResponse;
import org.flyte.platform.model.FlyteException.Aborted;

/**
 * The changes that one reader has not got yet: the newest state of each app, so that a slow reader misses states and never the last
 * one. Not for several threads.
 *
 * <p>A new app is reported by a create event and an update event with the same state: clients of the SDK wait for a state and look at
 * updates only.
 */
final class PendingApps {
    private final int most;
    private final Map<AppKey, AppRecord> waiting = new LinkedHashMap<>();
    private final Map<AppKey, Long> sent = new HashMap<>();
    private final Queue<WatchResponse> ready = new ArrayDeque<>();

    /**
     * @param most apps that may wait
     */
    PendingApps(int most) {
        this.most = most;
    }

    /**
     * Takes a change in, unless a newer one was.
     *
     * @throws Aborted when too many apps wait
     */
    void add(AppRecord app) {
        if (app.version() <= sent.getOrDefault(app.key(), 0L)) {
            return;
        }
        AppRecord before = waiting.get(app.key());
        if (before != null && before.version() >= app.version()) {
            return;
        }
        if (before == null && waiting.size() >= most) {
            throw new Aborted("more than %d apps have changed since the stream was read: watch again", most);
        }
        waiting.put(app.key(), app);
    }

    /** The next message; empty when the reader has everything. */
    Optional<WatchResponse> next() {
        while (ready.isEmpty() && !waiting.isEmpty()) {
            AppRecord app = waiting.remove(waiting.keySet().iterator().next());
            prepare(app);
        }
        return Optional.ofNullable(ready.poll());
    }

    private void prepare(AppRecord app) {
        boolean known = sent.containsKey(app.key());
        if (app.isDeleted()) {
            if (known) {
                sent.remove(app.key());
                ready.add(WatchResponse.newBuilder()
                        .setDeleteEvent(DeleteEvent.newBuilder().setApp(app.toProto()))
                        .build());
            }
            return;
        }
        sent.put(app.key(), app.version());
        if (!known) {
            ready.add(WatchResponse.newBuilder()
                    .setCreateEvent(CreateEvent.newBuilder().setApp(app.toProto()))
                    .build());
        }
        ready.add(WatchResponse.newBuilder()
                .setUpdateEvent(UpdateEvent.newBuilder().setUpdatedApp(app.toProto()))
                .build());
    }
}
