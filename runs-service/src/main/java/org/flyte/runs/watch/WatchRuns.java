package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.ActionPageStore;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.RunKind;

/** Streams the runs of a project, of a task or of everybody; it ends only with the client. */
@ApplicationScoped
public class WatchRuns {
    private static final int FIRST = 101;

    private final ChangeBroadcaster broadcaster;
    private final ActionPageStore pages;
    private final ChangeStore changes;
    private final ActiveStreams active;

    WatchRuns(ChangeBroadcaster broadcaster, ActionPageStore pages, ChangeStore changes, ActiveStreams active) {
        this.broadcaster = broadcaster;
        this.pages = pages;
        this.changes = changes;
        this.active = active;
    }

    public Multi<WatchRunsResponse> execute(RunSelection selection, RunKind kind) {
        return WatchStream.multi(subscriber -> new RunsStream(subscriber, active, source(selection, kind)));
    }

    private RunsStream.Source source(RunSelection selection, RunKind kind) {
        return new RunsStream.Source() {
            @Override
            public Runnable subscribe(ChangeBroadcaster.RootListener listener) {
                return broadcaster.subscribeToRoots((run, version) -> {
                    if (selection.mayHold(run)) {
                        listener.changed(run, version);
                    }
                });
            }

            @Override
            public Uni<List<ActionRow>> newest() {
                return pages.runs(selection, ListQuery.first(FIRST, ActionColumns.RUNS), kind)
                        .map(ListPage::rows);
            }

            @Override
            public Uni<List<ActionRow>> read(List<RunKey> runs) {
                return changes.roots(runs);
            }

            @Override
            public boolean holds(ActionRow root) {
                return kind.holds(root) && selection.holds(root);
            }
        };
    }
}
