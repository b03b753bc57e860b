package org.flyte.runs.watch;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.jboss.logging.Logger;

/**
 * Polls for changes of watched runs by change sequence, for those that no notification announced: of other replicas, or
 * lost.
 *
 * <p>Sequence numbers are assigned before their transactions commit, so a poll looks back to where the sequence stood
 * some polls ago; rows that were delivered already are left out.
 */
@ApplicationScoped
class ChangePoller {
    private static final Logger LOG = Logger.getLogger(ChangePoller.class);
    private static final int CHUNK = 500;
    /** How far the first poll after a time without watches looks back, in changes. */
    private static final long MARGIN = 1000;

    private final Deque<Long> positions = new ArrayDeque<>();
    private final ChangeBroadcaster broadcaster;
    private final ChangeStore changes;
    private final WatchConfig config;
    private final Vertx vertx;

    ChangePoller(ChangeBroadcaster broadcaster, ChangeStore changes, WatchConfig config, Vertx vertx) {
        this.broadcaster = broadcaster;
        this.changes = changes;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        next();
    }

    private void next() {
        vertx.setTimer(
                config.pollInterval().toMillis(),
                timer -> poll().subscribe().with(done -> next(), failure -> {
                    LOG.warnf("polling for changes failed, cause=%s", failure);
                    next();
                }));
    }

    Uni<Void> poll() {
        Map<RunKey, WatchedRun> watched = Map.copyOf(broadcaster.watchedRuns());
        if (watched.isEmpty() && !broadcaster.hasRootListeners()) {
            positions.clear();
            return Uni.createFrom().voidItem();
        }
        return changes.position().chain(position -> {
            long since = positions.isEmpty() ? position - MARGIN : positions.getFirst();
            positions.addLast(position);
            if (positions.size() > config.pollWindow()) {
                positions.removeFirst();
            }
            watched.values().forEach(entry -> entry.forget(since));
            return changes(watched.keySet(), since).chain(() -> events(watched)).chain(() -> roots(since));
        });
    }

    private Uni<Void> changes(Set<RunKey> runs, long since) {
        return inChunks(
                List.copyOf(runs),
                chunk -> changes.changes(chunk, since)
                        .invoke(versions -> versions.forEach(broadcaster::markChanged))
                        .replaceWithVoid());
    }

    private Uni<Void> roots(long since) {
        return broadcaster.hasRootListeners()
                ? changes.rootChanges(since).invoke(broadcaster::rootsChanged).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> events(Map<RunKey, WatchedRun> watched) {
        List<ActionKey> actions = new ArrayList<>();
        watched.forEach((run, entry) -> entry.watchedActions().forEach(name -> actions.add(new ActionKey(run, name))));
        return inChunks(
                actions,
                chunk -> changes.events(chunk)
                        .invoke(newest ->
                                newest.forEach((run, events) -> watched.get(run).markEvents(events)))
                        .replaceWithVoid());
    }

    private static <T> Uni<Void> inChunks(List<T> all, Function<List<T>, Uni<Void>> each) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<T> chunk = all.subList(from, Math.min(from + CHUNK, all.size()));
            done = done.chain(() -> each.apply(chunk));
        }
        return done;
    }
}
