package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.project.RequireActiveProject;

/** Publishes a version. Fails as {@link RequireActiveProject} does, and with AlreadyExists. */
@ApplicationScoped
class CreateArtifact {
    private final RequireActiveProject requireActiveProject;
    private final ArtifactStore artifacts;
    private final CallerIdentity caller;

    CreateArtifact(RequireActiveProject requireActiveProject, ArtifactStore artifacts, CallerIdentity caller) {
        this.requireActiveProject = requireActiveProject;
        this.artifacts = artifacts;
        this.caller = caller;
    }

    Uni<ArtifactRow> execute(NewArtifact artifact) {
        var by = caller.current();
        return requireActiveProject
                .execute(artifact.key().project(), artifact.key().domain())
                .chain(() -> artifacts.publish(artifact, by));
    }
}
