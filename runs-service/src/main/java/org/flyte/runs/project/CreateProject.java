package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Creates a project; fails with AlreadyExists. */
@ApplicationScoped
class CreateProject {
    private final ProjectStore store;

    CreateProject(ProjectStore store) {
        this.store = store;
    }

    Uni<Void> execute(ProjectData project) {
        return store.create(project);
    }
}
