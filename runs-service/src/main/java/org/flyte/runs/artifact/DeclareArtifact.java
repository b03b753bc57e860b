package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.runs.artifact.rule.PartitionKeys;
import org.flyte.runs.project.RequireActiveProject;

/** Fixes the partition keys of a name. Fails as {@link RequireActiveProject} does, and with FailedPrecondition. */
@ApplicationScoped
class DeclareArtifact {
    private final RequireActiveProject requireActiveProject;
    private final ArtifactStore artifacts;

    DeclareArtifact(RequireActiveProject requireActiveProject, ArtifactStore artifacts) {
        this.requireActiveProject = requireActiveProject;
        this.artifacts = artifacts;
    }

    /** The keys in the order of the first declaration. */
    Uni<PartitionKeys> execute(ArtifactNameKey name, PartitionKeys keys) {
        return requireActiveProject.execute(name.project(), name.domain()).chain(() -> artifacts.declare(name, keys));
    }
}
