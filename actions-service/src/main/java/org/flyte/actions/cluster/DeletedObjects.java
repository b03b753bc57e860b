package org.flyte.actions.cluster;

import java.util.Map;
import org.flyte.platform.model.RecentMap;

/**
 * The uids of the objects that the informer has most recently seen deleted. An answer of Kubernetes that was in flight
 * meanwhile must not bring such an object back. Thread-safe.
 */
final class DeletedObjects {
    private static final int MAX_REMEMBERED = 10_000;

    private final Map<String, Boolean> uids = new RecentMap<>(MAX_REMEMBERED);

    synchronized void add(String uid) {
        uids.put(uid, true);
    }

    synchronized boolean contains(String uid) {
        return uids.containsKey(uid);
    }
}
