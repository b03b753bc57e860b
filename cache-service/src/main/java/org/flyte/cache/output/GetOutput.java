package org.flyte.cache.output;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.cache.EntryKey;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads the entry of a key. How old it may be is for the caller to judge. */
@ApplicationScoped
public class GetOutput {
    private final OutputStore store;
    private final Counter hits;
    private final Counter misses;

    GetOutput(OutputStore store, MeterRegistry metrics) {
        this.store = store;
        this.hits = metrics.counter("flyte.cache.lookups", "result", "hit");
        this.misses = metrics.counter("flyte.cache.lookups", "result", "miss");
    }

    /** NotFound when there is none. */
    public Uni<CachedOutput> execute(EntryKey key) {
        return store.find(key).map(found -> {
            (found.isPresent() ? hits : misses).increment();
            return found.orElseThrow(() -> new NotFound("cache entry %s not found", key))
                    .toProto();
        });
    }
}
