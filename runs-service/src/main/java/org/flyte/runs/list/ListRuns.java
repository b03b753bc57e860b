package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.query.rule.ActionProjection;

/** Pages through the runs that the caller may see. */
@ApplicationScoped
public class ListRuns {
    private final ActionPageStore pages;
    private final CallerAccess access;

    ListRuns(ActionPageStore pages, CallerAccess access) {
        this.pages = pages;
        this.access = access;
    }

    public Uni<ListRunsResponse> execute(RunSelection selection, ListQuery query, RunKind kind) {
        return pages.runs(new RunSelection.Visible(selection, access::readable), query, kind)
                .map(page -> {
                    ListRunsResponse.Builder response =
                            ListRunsResponse.newBuilder().setToken(page.token());
                    page.rows().forEach(row -> response.addRuns(new ActionProjection(row).run()));
                    return response.build();
                });
    }
}
