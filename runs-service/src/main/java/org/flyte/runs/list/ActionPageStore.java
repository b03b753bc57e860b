package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;

/** Reads pages of actions. */
@ApplicationScoped
public class ActionPageStore {
    private final Pool pool;

    ActionPageStore(Pool pool) {
        this.pool = pool;
    }

    /** A page of the root actions of the selected runs. */
    public Uni<ListPage<ActionRow>> runs(RunSelection selection, ListQuery query) {
        selection.restrict(query.conditions().and("parent_action_name IS NULL"));
        return read(query);
    }

    /** A page of the actions of a run. */
    public Uni<ListPage<ActionRow>> actions(RunKey run, ListQuery query) {
        query.conditions()
                .equal("project", run.project())
                .equal("domain", run.domain())
                .equal("run_name", run.name());
        return read(query);
    }

    /** Conditions may name the table as {@code a}. */
    private Uni<ListPage<ActionRow>> read(ListQuery query) {
        return ListPage.read(
                pool, ActionColumn.LIST, ActionColumn.COUNT, "actions AS a", query, new ActionRowReader()::read);
    }
}
