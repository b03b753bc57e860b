package org.flyte.platform.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that holds at most a number of entries: one more takes the place of the entry that was read or written longest
 * ago. Not thread-safe; reading changes the order, so readers need the lock too.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int max;

    /** @param max number of entries, at least 1 */
    public RecentMap(int max) {
        super(16, 0.75f, true);
        if (max < 1) {
            throw new IllegalArgumentException("max is %d, but must be at least 1".formatted(max));
        }
        this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
    }
}
