package org.flyte.runs.watch;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.jboss.logging.Logger;

/**
 * Polls for changes of watched runs by change number, for those that no notification announced: of other replicas, or lost.
 * No change is missed, however late its transaction commits: {@link ChangePositions} decides how far a poll looks back. Rows
 * that were delivered already are left out.
 */
@ApplicationScoped
class ChangePoller {
    private static final Logger LOG = Logger.getLogger(ChangePoller.class);
    private static final int CHUNK = 500;
    private static final int STARTUP_TRIES = 100;
    private static final Duration STARTUP_WAIT = Duration.ofMillis(50);
    private static final int TRANSACTION_CHECKS = 30;
    private static final Duration TRANSACTION_WAIT = Duration.ofMillis(100);
    /** Between two polls, and before one that was requested. */
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** A poll that gets no answer is given up: the next one must come. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ChangePositions positions = new ChangePositions();
    private final ChangePositions events = new ChangePositions();
    private final ChangeBroadcaster broadcaster;
    private final ChangeStore changes;
    private final WatchConfig config;
    private final Vertx vertx;
    private long timer = -1;
    private boolean soon;
    private boolean polling;
    private boolean again;

    ChangePoller(ChangeBroadcaster broadcaster, ChangeStore changes, WatchConfig config, Vertx vertx) {
        this.broadcaster = broadcaster;
        this.changes = changes;
        this.config = config;
        this.vertx = vertx;
    }

    /**
     * Finds a position before the first watch can be opened. Without one, while a transaction that is older than this process
     * stays open, polls read watched runs, and for a watch of runs all roots, from the start.
     */
    void start(@Observes StartupEvent event) {
        try {
            for (int i = 0; i < STARTUP_TRIES && !positions.isKnown(); i++) {
                changes.snapshot()
                        .onItem()
                        .delayIt()
                        .by(i == 0 ? Duration.ofMillis(1) : STARTUP_WAIT)
                        .invoke(this::advance)
                        .await()
                        .atMost(TIMEOUT);
            }
        } catch (RuntimeException e) {
            LOG.warnf("position of changes not read, watches poll from the start: cause=%s", e.getMessage());
        }
        next();
    }

    /** All changes up to this number are committed, and polls have found them. */
    long position() {
        return positions.read();
    }

    /** All events of actions up to this number are committed. */
    long eventPosition() {
        return events.read();
    }

    /** Completes when the transactions that are in progress now have ended, or after a time limit. */
    Uni<Void> transactionsEnded() {
        return changes.snapshot()
                .chain(now -> transactionsEnded(now.changes().next(), TRANSACTION_CHECKS))
                .emitOn(CallContext.here());
    }

    private Uni<Void> transactionsEnded(long next, int checks) {
        return changes.snapshot()
                .chain(later -> later.changes().oldest() >= next || checks == 0
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom()
                                .voidItem()
                                .onItem()
                                .delayIt()
                                .by(TRANSACTION_WAIT)
                                .chain(() -> transactionsEnded(next, checks - 1)));
    }

    /** Polls in a moment, or once more after the poll that is going on. */
    synchronized void pollSoon() {
        if (polling) {
            again = true;
        } else if (!soon && timer >= 0 && vertx.cancelTimer(timer)) {
            soon = true;
            schedule(PAUSE);
        }
    }

    private synchronized void next() {
        polling = false;
        soon = again;
        again = false;
        schedule(soon ? PAUSE : config.pollInterval());
    }

    private void schedule(Duration wait) {
        timer = vertx.setTimer(wait.toMillis(), fired -> {
            synchronized (this) {
                polling = true;
            }
            poll().ifNoItem().after(TIMEOUT).fail().subscribe().with(done -> next(), failure -> {
                LOG.warnf("polling for changes failed, cause=%s", failure);
                next();
            });
        });
    }

    private Uni<Void> poll() {
        return changes.snapshot().chain(snapshot -> {
            Map<RunKey, WatchedRun> watched = Map.copyOf(broadcaster.watchedRuns());
            long since = positions.read();
            watched.values().forEach(entry -> entry.forget(since));
            return changes(watched.keySet(), since)
                    .chain(() -> events(watched))
                    .chain(() -> roots(since))
                    .invoke(() -> advance(snapshot));
        });
    }

    private void advance(ChangeStore.Position now) {
        positions.advance(now.changes());
        events.advance(now.events());
    }

    private Uni<Void> changes(Set<RunKey> runs, long since) {
        return inChunks(List.copyOf(runs), chunk -> {
            Map<RunKey, Long> from = new HashMap<>();
            chunk.forEach(run -> from.put(run, since));
            return pages(from);
        });
    }

    /** Reads pages of changes until there are no more. */
    private Uni<Void> pages(Map<RunKey, Long> from) {
        return changes.changes(from).chain(found -> {
            found.forEach(broadcaster::markChanged);
            Map<RunKey, Long> rest = new HashMap<>();
            found.forEach((run, versions) -> {
                if (versions.size() >= ChangeStore.PAGE) {
                    rest.put(run, versions.values().stream().max(Long::compare).orElseThrow());
                }
            });
            return rest.isEmpty() ? Uni.createFrom().voidItem() : pages(rest);
        });
    }

    private Uni<Void> roots(long since) {
        if (!broadcaster.hasRootListeners()) {
            return Uni.createFrom().voidItem();
        }
        return changes.rootChanges(since).chain(found -> {
            broadcaster.rootsChanged(found);
            return found.size() < ChangeStore.PAGE
                    ? Uni.createFrom().voidItem()
                    : roots(found.values().stream().max(Long::compare).orElseThrow());
        });
    }

    private Uni<Void> events(Map<RunKey, WatchedRun> watched) {
        List<ActionKey> actions = new ArrayList<>();
        watched.forEach((run, entry) ->
                new HashSet<>(entry.watchedActions()).forEach(name -> actions.add(new ActionKey(run, name))));
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
