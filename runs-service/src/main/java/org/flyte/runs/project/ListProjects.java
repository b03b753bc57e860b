package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Lists a page of projects. */
@ApplicationScoped
class ListProjects {
    private final ProjectStore store;

    ListProjects(ProjectStore store) {
        this.store = store;
    }

    /** A page of projects; {@code nextToken} is "" when there are no more. */
    record Page(List<ProjectEntity> projects, String nextToken) {}

    Uni<Page> execute(ProjectPageRequest page) {
        return store.list(page)
                .map(found -> found.size() <= page.limit()
                        ? new Page(found, "")
                        : new Page(found.subList(0, page.limit()), page.tokenAfter(found.get(page.limit() - 1))));
    }
}
