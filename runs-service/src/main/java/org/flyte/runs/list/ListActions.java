package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.query.rule.ActionProjection;

/** Pages through the actions of a run, with their full metadata. */
@ApplicationScoped
public class ListActions {
    private final ActionPageStore pages;

    ListActions(ActionPageStore pages) {
        this.pages = pages;
    }

    public Uni<ListActionsResponse> execute(RunKey run, ListQuery query, RunKind kind) {
        return pages.actions(run, query, kind).map(page -> {
            ListActionsResponse.Builder response =
                    ListActionsResponse.newBuilder().setToken(page.token());
            page.rows().forEach(row -> response.addActions(new ActionProjection(row).listed()));
            return response.build();
        });
    }
}
