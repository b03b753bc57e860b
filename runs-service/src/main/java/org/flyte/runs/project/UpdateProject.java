package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Replaces everything of a project but its id; fails with NotFound. */
@ApplicationScoped
class UpdateProject {
    private final ProjectStore store;
    private final RequireActiveProject requireActiveProject;

    UpdateProject(ProjectStore store, RequireActiveProject requireActiveProject) {
        this.store = store;
        this.requireActiveProject = requireActiveProject;
    }

    Uni<Void> execute(ProjectData project) {
        return store.update(project).invoke(() -> requireActiveProject.forget(project.id()));
    }
}
