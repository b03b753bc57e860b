package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads a version of an artifact; fails with NotFound. */
@ApplicationScoped
class GetArtifact {
    private final ArtifactPageStore store;

    GetArtifact(ArtifactPageStore store) {
        this.store = store;
    }

    Uni<ArtifactRow> execute(ArtifactVersionKey key) {
        return store.version(key)
                .map(found -> found.orElseThrow(() -> new NotFound("artifact %s does not exist", key)));
    }

    Uni<ArtifactRow> newest(ArtifactNameKey name) {
        return store.newest(name)
                .map(found -> found.orElseThrow(() -> new NotFound("artifact %s has no version", name.name())));
    }
}
