package org.flyte.executor.cache;

import java.time.Instant;
import org.flyte.crd.CacheSource;
import org.flyte.idl.core.CatalogCacheStatus;

/** What the cache says before an attempt starts. */
public sealed interface Answer {
    /**
     * The outputs were there; a copy of them is in the folder of the attempt.
     *
     * @param source whose outputs they are; null when the entry does not say
     */
    record Hit(CacheSource source) implements Answer {}

    /**
     * The attempt must run.
     *
     * @param status why
     * @param replace whether its outputs replace an entry that exists
     * @param reserved whether others wait for it
     */
    record Miss(CatalogCacheStatus status, boolean replace, boolean reserved) implements Answer {
        static final Miss UNKNOWN = new Miss(CatalogCacheStatus.CACHE_MISS, false, false);
    }

    /** Another action computes the result; ask again at that time. */
    record Held(Instant askAgainAt) implements Answer {}
}
