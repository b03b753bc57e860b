package org.flyte.runs.watch;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.ActionRow;
import org.jboss.logging.Logger;

/** Delivers changes to the streams of this process, with one read for all streams of a run. */
@ApplicationScoped
class ChangeBroadcaster {
    private static final Logger LOG = Logger.getLogger(ChangeBroadcaster.class);

    private final ConcurrentMap<RunKey, WatchedRun> watched = new ConcurrentHashMap<>();
    private final List<RootListener> rootListeners = new CopyOnWriteArrayList<>();
    private final ChangeStore changes;
    private final WatchConfig config;
    private final Vertx vertx;
    private volatile Runnable subscribed = () -> {};

    ChangeBroadcaster(ChangeStore changes, WatchConfig config, Vertx vertx) {
        this.changes = changes;
        this.config = config;
        this.vertx = vertx;
    }

    /** As {@link org.flyte.runs.change.ChangeNotifier#changed(RunKey, Collection)}. */
    void changed(RunKey run, Collection<String> actions) {
        if (!isWatching()) {
            return;
        }
        if (actions.contains(ActionKey.ROOT)) {
            rootListeners.forEach(listener -> listener.changed(run, Long.MAX_VALUE));
        }
        markChanged(run, actions);
    }

    boolean wantsRows(RunKey run) {
        return watched.containsKey(run);
    }

    void written(Collection<ActionRow> rows) {
        Map<RunKey, List<ActionRow>> byRun = new HashMap<>();
        rows.forEach(row ->
                byRun.computeIfAbsent(row.key().run(), run -> new ArrayList<>()).add(row));
        byRun.forEach((run, changed) -> {
            changed.stream()
                    .filter(ActionRow::isRoot)
                    .forEach(root -> rootListeners.forEach(listener -> listener.changed(run, root.changeSeq())));
            WatchedRun entry = watched.get(run);
            if (entry != null) {
                entry.deliverWritten(changed);
            }
        });
    }

    /** Calls back at each subscription. */
    void onSubscribe(Runnable callback) {
        subscribed = callback;
    }

    /**
     * Delivers every changed row of a run in its newest state; a row may be delivered more than once.
     *
     * @return ends the subscription
     */
    Runnable subscribe(RunKey run, Consumer<List<ActionRow>> stream) {
        watched.compute(run, (key, known) -> {
            WatchedRun entry = known == null ? new WatchedRun() : known;
            entry.add(stream);
            return entry;
        });
        subscribed.run();
        return () -> unsubscribe(run, entry -> entry.remove(stream));
    }

    /**
     * Calls the listener after each change of one action or its events, with the version of the row if that is known,
     * else the highest number.
     *
     * @return ends the subscription
     */
    Runnable subscribe(ActionKey action, LongConsumer listener) {
        watched.compute(action.run(), (key, known) -> {
            WatchedRun entry = known == null ? new WatchedRun() : known;
            entry.add(action.name(), listener);
            return entry;
        });
        subscribed.run();
        return () -> unsubscribe(action.run(), entry -> entry.remove(action.name(), listener));
    }

    /** Is called after changes of root actions, of whichever run. */
    interface RootListener {
        /** @param version of the root's row if that is known, else the highest number */
        void changed(RunKey run, long version);
    }

    /**
     * Calls the listener after each change of any root.
     *
     * @return ends the subscription
     */
    Runnable subscribeToRoots(RootListener listener) {
        rootListeners.add(listener);
        subscribed.run();
        return () -> rootListeners.remove(listener);
    }

    /** Whether there is any subscription. */
    boolean isWatching() {
        return !watched.isEmpty() || !rootListeners.isEmpty();
    }

    boolean hasRootListeners() {
        return !rootListeners.isEmpty();
    }

    void rootsChanged(Map<RunKey, Long> versions) {
        versions.forEach((run, version) -> rootListeners.forEach(listener -> listener.changed(run, version)));
    }

    void markChanged(RunKey run, Collection<String> names) {
        WatchedRun entry = watched.get(run);
        if (entry != null && entry.markChanged(names)) {
            read(run, entry);
        }
    }

    void markChanged(RunKey run, Map<String, Long> versions) {
        WatchedRun entry = watched.get(run);
        if (entry != null && entry.markChanged(versions)) {
            read(run, entry);
        }
    }

    /** All changes of a run that have numbers up to this one were delivered to its subscriptions; 0 if that is not known. */
    long deliveredUpTo(RunKey run) {
        WatchedRun entry = watched.get(run);
        return entry == null ? 0 : entry.deliveredUpTo();
    }

    Map<RunKey, WatchedRun> watchedRuns() {
        return watched;
    }

    private void unsubscribe(RunKey run, Consumer<WatchedRun> removal) {
        watched.computeIfPresent(run, (key, entry) -> {
            removal.accept(entry);
            return entry.isEmpty() ? null : entry;
        });
    }

    private void read(RunKey run, WatchedRun entry) {
        String[] names = entry.takeChanged(config.pageSize());
        changes.rows(run, names)
                .subscribe()
                .with(
                        rows -> {
                            entry.deliver(rows);
                            readNext(run, entry);
                        },
                        failure -> {
                            LOG.warnf("reading changed actions failed, run=%s cause=%s", run, failure);
                            entry.putBack(names);
                            vertx.setTimer(retryDelay(), timer -> readNext(run, entry));
                        });
    }

    private void readNext(RunKey run, WatchedRun entry) {
        if (entry.endRead()) {
            read(run, entry);
        }
    }

    private static long retryDelay() {
        return ThreadLocalRandom.current().nextLong(200, 600);
    }
}
