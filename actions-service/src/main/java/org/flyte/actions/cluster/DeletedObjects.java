package org.flyte.actions.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The uids of the objects that the informer has most recently seen deleted. An answer of Kubernetes that was on its way
 * meanwhile must not bring such an object back. Thread-safe.
 */
final class DeletedObjects {
    private static final int MAX_REMEMBERED = 10_000;

    private final Map<String, Boolean> uids = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    synchronized void add(String uid) {
        uids.put(uid, true);
    }

    synchronized boolean contains(String uid) {
        return uids.containsKey(uid);
    }
}
