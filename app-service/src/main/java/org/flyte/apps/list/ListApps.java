package org.flyte.apps.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.apps.list.rule.AppQuery;
import org.flyte.apps.store.AppRecord;
import org.flyte.idl.app.ListResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.ProjectScopes;

/** Answers a page of the apps that the caller may see. */
@ApplicationScoped
public class ListApps {
    private final AppSearch search;
    private final CallerAccess access;

    ListApps(AppSearch search, CallerAccess access) {
        this.search = search;
        this.access = access;
    }

    /** One more than a page is read, to know whether there is a next one. */
    public Uni<ListResponse> execute(AppQuery query) {
        ProjectScopes scopes = access.readable();
        return search.page(query, scopes, query.limit() + 1).chain(found -> {
            ListResponse page = page(query, found);
            return query.counted()
                    ? search.count(query, scopes)
                            .map(count -> page.toBuilder().setTotalCount(count).build())
                    : Uni.createFrom().item(page);
        });
    }

    private static ListResponse page(AppQuery query, List<AppRecord> found) {
        boolean more = found.size() > query.limit();
        List<AppRecord> page = more ? found.subList(0, query.limit()) : found;
        ListResponse.Builder response = ListResponse.newBuilder();
        page.forEach(app -> response.addApps(app.toProto()));
        if (more) {
            AppRecord last = page.getLast();
            response.setToken(query.order().token(last.key().name(), last.number()));
        }
        return response.build();
    }
}
