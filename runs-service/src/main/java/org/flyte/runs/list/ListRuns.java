package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.rule.ActionProjection;

/** Pages through runs. */
@ApplicationScoped
public class ListRuns {
    private static final String HAS_PAUSED = """
            EXISTS (SELECT 1 FROM actions AS p
                     WHERE p.project = a.project AND p.domain = a.domain AND p.run_name = a.run_name AND %s)""".formatted(PhaseSql.is("p.phase", ActionPhase.ACTION_PHASE_PAUSED));

    private final ActionPageStore pages;

    ListRuns(ActionPageStore pages) {
        this.pages = pages;
    }

    /** @param pausedOnly only runs that have a paused action */
    public Uni<ListRunsResponse> execute(RunSelection selection, boolean pausedOnly, ListQuery query) {
        if (pausedOnly) {
            query.conditions().and(HAS_PAUSED);
        }
        return pages.runs(selection, query).map(page -> {
            ListRunsResponse.Builder response = ListRunsResponse.newBuilder().setToken(page.token());
            page.rows().forEach(row -> response.addRuns(new ActionProjection(row).run()));
            return response.build();
        });
    }
}
