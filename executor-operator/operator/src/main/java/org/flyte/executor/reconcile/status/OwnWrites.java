package org.flyte.executor.reconcile.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flyte.crd.TaskAction;

/**
 * Remembers the last written version of each action until the informer has caught up, so that no decision is made on an
 * old status of a lagging cache. Forgets it after some minutes at the latest; from then on the precondition of the patch
 * protects the status.
 */
class OwnWrites {
    private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

    /** A reconcile that began before the cache had the written version may still ask for it. */
    private static final Duration LONGEST_RECONCILE = Duration.ofSeconds(30);

    private final Map<String, Written> byUid = new ConcurrentHashMap<>();
    private final Queue<Written> oldestFirst = new ConcurrentLinkedQueue<>();
    private final Queue<CaughtUp> caughtUp = new ConcurrentLinkedQueue<>();
    private final Clock clock;

    OwnWrites(Clock clock) {
        this.clock = clock;
    }

    /** The newer of the cached and the written version. */
    TaskAction latest(TaskAction cached) {
        forgetOld(clock.instant());
        String uid = cached.getMetadata().getUid();
        Written written = byUid.get(uid);
        if (written == null) {
            return cached;
        }
        if (version(cached) >= version(written.action())) {
            forget(written);
            return cached;
        }
        return written.action();
    }

    /** The cache has this version now: a write up to it is soon forgotten. */
    void caughtUp(TaskAction cached) {
        Instant now = clock.instant();
        forgetOld(now);
        Written written = byUid.get(cached.getMetadata().getUid());
        if (written != null && version(cached) >= version(written.action())) {
            caughtUp.add(new CaughtUp(written, now));
        }
    }

    void remember(TaskAction action) {
        Instant now = clock.instant();
        Written written = new Written(action, now);
        byUid.put(action.getMetadata().getUid(), written);
        oldestFirst.add(written);
        forgetOld(now);
    }

    private void forgetOld(Instant now) {
        Instant old = now.minus(LONGEST_LAG);
        for (Written head = oldestFirst.peek(); head != null && head.at().isBefore(old); head = oldestFirst.peek()) {
            forget(head);
        }
        Instant unused = now.minus(LONGEST_RECONCILE);
        for (CaughtUp head = caughtUp.peek(); head != null && head.at().isBefore(unused); head = caughtUp.peek()) {
            caughtUp.remove(head);
            forget(head.written());
        }
    }

    void forget(String uid) {
        Written written = byUid.get(uid);
        if (written != null) {
            forget(written);
        }
    }

    private void forget(Written written) {
        oldestFirst.remove(written);
        byUid.remove(written.action().getMetadata().getUid(), written);
    }

    private static long version(TaskAction action) {
        return Long.parseUnsignedLong(action.getMetadata().getResourceVersion());
    }

    private record CaughtUp(Written written, Instant at) {}

    /** Compared by identity: each write is one of its own. */
    private static final class Written {
        private final TaskAction action;
        private final Instant at;

        Written(TaskAction action, Instant at) {
            this.action = action;
            this.at = at;
        }

        TaskAction action() {
            return action;
        }

        Instant at() {
            return at;
        }
    }
}
