package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.Ids;
import org.flyte.runs.query.rule.ActionProjection;

/** Pages through the actions of a run (runs spec §6.7), with their full metadata. */
@ApplicationScoped
public class ListActions {
    private static final List<String> UNIQUE = List.of("name");

    private final ActionPages pages;

    ListActions(ActionPages pages) {
        this.pages = pages;
    }

    public Uni<ListActionsResponse> execute(ListActionsRequest request) {
        RunIdentifier run = Ids.required("run_id", request.getRunId());
        Sql scope = new Sql()
                .equal("project", run.getProject())
                .equal("domain", run.getDomain())
                .equal("run_name", run.getName());
        return pages.read(ListQuery.of(request.getRequest(), scope, UNIQUE)).map(page -> {
            ListActionsResponse.Builder response =
                    ListActionsResponse.newBuilder().setToken(page.token());
            page.rows().forEach(row -> response.addActions(ActionProjection.action(row)));
            return response.build();
        });
    }
}
