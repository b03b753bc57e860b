package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads a project; fails with NotFound. */
@ApplicationScoped
class GetProject {
    private final ProjectStore store;

    GetProject(ProjectStore store) {
        this.store = store;
    }

    Uni<ProjectEntity> execute(String id) {
        return store.get(id);
    }
}
