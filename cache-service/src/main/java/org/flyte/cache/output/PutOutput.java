package org.flyte.cache.output;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.ObjectStore;

/** Stores an entry; one that exists is replaced only if the request says so or allows it for its age. */
@ApplicationScoped
public class PutOutput {
    private final OutputStore store;
    private final ObjectStore objects;
    private final Counter stored;
    private final Counter refused;

    PutOutput(OutputStore store, ObjectStore objects, MeterRegistry metrics) {
        this.store = store;
        this.objects = objects;
        this.stored = metrics.counter("flyte.cache.puts", "result", "stored");
        this.refused = metrics.counter("flyte.cache.puts", "result", "exists");
    }

    public Uni<Void> execute(NewEntry entry) {
        if (!objects.owns(entry.outputUri())) {
            throw new InvalidArgument(
                    "output.output_uri '%s' is outside the object store: it must be below flyte.storage.base or"
                            + " flyte.storage.allowed",
                    Address.shown(entry.outputUri()));
        }
        return store.put(entry).map(written -> {
            (written ? stored : refused).increment();
            if (!written) {
                throw new AlreadyExists("cache entry %s exists; set overwrite to replace it", entry.key());
            }
            return null;
        });
    }
}
