package org.flyte.apps.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.list.rule.AppQuery;
import org.flyte.apps.list.rule.SortOrder;
import org.flyte.apps.store.AppRecord;
import org.flyte.platform.identity.role.ProjectScopes;

/** All apps of a project, or of all projects, in pages. */
@ApplicationScoped
public class ListedApps {
    private static final int PAGE = 200;
    private static final SortOrder ORDER = new SortOrder(false, true);

    private final AppSearch search;

    ListedApps(AppSearch search) {
        this.search = search;
    }

    /**
     * A page.
     *
     * @param scopes of which apps are wanted
     * @param after from the page before; empty for the first one
     */
    public Uni<Page> page(
            Optional<String> project, Optional<String> domain, ProjectScopes scopes, Optional<String> after) {
        AppQuery query = new AppQuery(project, domain, List.of(), ORDER, after, PAGE, false);
        return search.page(query, scopes, PAGE)
                .map(apps -> new Page(
                        apps,
                        apps.size() < PAGE
                                ? Optional.empty()
                                : Optional.of(ORDER.token(
                                        apps.getLast().key().name(),
                                        apps.getLast().number()))));
    }

    /**
     * Apps.
     *
     * @param next place of the next page; empty after the last one
     */
    public record Page(List<AppRecord> apps, Optional<String> next) {}
}
