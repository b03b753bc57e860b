package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.artifact.ArtifactPageStore.Schema;

/** Reads the partition keys of a name; fails with NotFound when it has neither a declaration nor a version. */
@ApplicationScoped
class GetArtifactSchema {
    private final ArtifactPageStore store;

    GetArtifactSchema(ArtifactPageStore store) {
        this.store = store;
    }

    Uni<Schema> execute(ArtifactNameKey name) {
        return store.schema(name)
                .map(found -> found.orElseThrow(
                        () -> new NotFound("artifact %s has neither versions nor a declaration", name.name())));
    }
}
