package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.flyte.runs.query.row.RunKind;

/** Reads pages of actions. */
@ApplicationScoped
public class ActionPageStore {
    /** Root actions as a table {@code a}, with the columns of {@link ActionColumn} and those that filters name. */
    public static final String RUNS = PageStatement.RUNS;

    private final Pool pool;

    ActionPageStore(Pool pool) {
        this.pool = pool;
    }

    /** A page of the root actions of the selected runs of a kind. */
    public Uni<ListPage<ActionRow>> runs(RunSelection selection, ListQuery query, RunKind kind) {
        return read(PageStatement.ofRuns(selection, query, kind), query);
    }

    /** A page of the actions of a run. */
    public Uni<ListPage<ActionRow>> actions(RunKey run, ListQuery query, RunKind kind) {
        return read(PageStatement.ofActions(run, query, kind), query);
    }

    private Uni<ListPage<ActionRow>> read(PageStatement statement, ListQuery query) {
        return ListPage.read(pool, statement, ActionColumn.COUNT, query, new ActionRowReader()::read);
    }
}
