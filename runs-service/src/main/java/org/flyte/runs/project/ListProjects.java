package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.platform.identity.role.CallerAccess;

/** Lists a page of the projects of which the caller may see something. */
@ApplicationScoped
class ListProjects {
    private final ProjectStore store;
    private final CallerAccess access;

    ListProjects(ProjectStore store, CallerAccess access) {
        this.store = store;
        this.access = access;
    }

    /** A page of projects; {@code nextToken} is "" when there are no more. */
    record Page(List<ProjectEntity> projects, String nextToken) {}

    Uni<Page> execute(ProjectPageRequest page) {
        return store.list(page.readable(access.readable()))
                .map(found -> found.size() <= page.limit()
                        ? new Page(found, "")
                        : new Page(found.subList(0, page.limit()), page.tokenAfter(found.get(page.limit() - 1))));
    }
}
