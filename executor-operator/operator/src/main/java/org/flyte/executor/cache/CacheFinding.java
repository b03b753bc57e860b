package org.flyte.executor.cache;

import org.flyte.crd.CacheSource;
import org.flyte.idl.core.CatalogCacheStatus;

/**
 * What the status of an action says about the cache.
 *
 * @param source whose outputs a hit took over, or null
 */
public record CacheFinding(CatalogCacheStatus status, CacheSource source) {}
