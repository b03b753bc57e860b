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
import org.flyte.runs.watch.ChangeReader.ActionKey;
import org.jboss.logging.Logger;

/**
 * The safety net under the hints: looks every second for changes of watched runs by change sequence (design D6).
 *
 * <p>Sequence numbers are handed out before their transactions commit, so a poll looks back to where the sequence
 * stood some polls ago; rows that were delivered already are left out.
 */
@ApplicationScoped
class ChangePoll {
    private static final Logger LOG = Logger.getLogger(ChangePoll.class);
    private static final int CHUNK = 500;
    /** How far the first poll after a quiet time looks back, in changes. */
    private static final long MARGIN = 1000;

    private final Deque<Long> positions = new ArrayDeque<>();
    private final Hub hub;
    private final ChangeReader reader;
    private final WatchConfig config;
    private final Vertx vertx;

    ChangePoll(Hub hub, ChangeReader reader, WatchConfig config, Vertx vertx) {
        this.hub = hub;
        this.reader = reader;
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
                    LOG.warnf("poll for changes failed, error=%s", failure);
                    next();
                }));
    }

    Uni<Void> poll() {
        Map<RunKey, Topic> topics = Map.copyOf(hub.topics());
        if (topics.isEmpty() && !hub.hasRootListeners()) {
            positions.clear();
            return Uni.createFrom().voidItem();
        }
        return reader.position().chain(position -> {
            long since = positions.isEmpty() ? position - MARGIN : positions.getFirst();
            positions.addLast(position);
            if (positions.size() > config.pollWindow()) {
                positions.removeFirst();
            }
            topics.values().forEach(topic -> topic.forget(since));
            return changes(topics.keySet(), since).chain(() -> events(topics)).chain(() -> roots(since));
        });
    }

    private Uni<Void> changes(Set<RunKey> runs, long since) {
        return inChunks(
                List.copyOf(runs),
                chunk -> reader.changes(chunk, since)
                        .invoke(changes -> changes.forEach(hub::mark))
                        .replaceWithVoid());
    }

    private Uni<Void> roots(long since) {
        return hub.hasRootListeners()
                ? reader.rootChanges(since).invoke(hub::rootsChanged).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> events(Map<RunKey, Topic> topics) {
        List<ActionKey> actions = new ArrayList<>();
        topics.forEach((run, topic) -> topic.watchedActions().forEach(name -> actions.add(new ActionKey(run, name))));
        return inChunks(
                actions,
                chunk -> reader.events(chunk)
                        .invoke(newest ->
                                newest.forEach((run, events) -> topics.get(run).markEvents(events)))
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
