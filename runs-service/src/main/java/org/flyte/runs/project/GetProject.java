package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.identity.role.CallerAccess;

/** Reads a project; fails with NotFound, also for one of which the caller may see nothing. */
@ApplicationScoped
class GetProject {
    private final ProjectStore store;
    private final CallerAccess access;

    GetProject(ProjectStore store, CallerAccess access) {
        this.store = store;
        this.access = access;
    }

    Uni<ProjectEntity> execute(String id) {
        if (!access.readable().includesProject(id)) {
            throw ProjectStore.missing(id);
        }
        return store.get(id);
    }
}
