package org.flyte.cache.output;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.cache.EntryKey;
import org.flyte.platform.model.FlyteException.NotFound;

/** Deletes an entry. The outputs themselves belong to the run that wrote them and stay. */
@ApplicationScoped
public class DeleteOutput {
    private final OutputStore store;

    DeleteOutput(OutputStore store) {
        this.store = store;
    }

    /** NotFound when there is none. */
    public Uni<Void> execute(EntryKey key) {
        return store.delete(key).map(deleted -> {
            if (!deleted) {
                throw new NotFound("cache entry %s not found", key);
            }
            return null;
        });
    }
}
