package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.crd.TaskAction;

/**
 * What we wrote last of each action, until the informer has caught up (design D21): a lagging cache must not make us
 * decide on an old status.
 */
@ApplicationScoped
class OwnWrites {
    private final Map<String, TaskAction> byUid = new ConcurrentHashMap<>();

    /** The newer of what the cache shows and what we wrote. */
    TaskAction latest(TaskAction cached) {
        String uid = cached.getMetadata().getUid();
        TaskAction written = byUid.get(uid);
        if (written == null) {
            return cached;
        }
        if (version(cached) >= version(written)) {
            byUid.remove(uid, written);
            return cached;
        }
        return written;
    }

    void remember(TaskAction written) {
        byUid.put(written.getMetadata().getUid(), written);
    }

    void forget(String uid) {
        byUid.remove(uid);
    }

    private static long version(TaskAction action) {
        return Long.parseUnsignedLong(action.getMetadata().getResourceVersion());
    }
}
