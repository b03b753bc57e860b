package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.ActionPageStore;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.RunKind;

/** Streams the runs of a project, of a task, of a cluster or of everybody; it ends only with the client. */
@ApplicationScoped
public class WatchRuns {
    private static final int FIRST = 101;

    /** Of a cluster: how many runs are looked at for the first message, in pages of so many. */
    private static final int SEARCHED_PAGES = 10;

    private static final int SEARCHED_PAGE = 200;

    private final ChangeBroadcaster broadcaster;
    private final ActionPageStore pages;
    private final ChangeStore changes;
    private final RunClusters clusters;
    private final ActiveStreams active;
    private final CallerAccess access;

    WatchRuns(
            ChangeBroadcaster broadcaster,
            ActionPageStore pages,
            ChangeStore changes,
            RunClusters clusters,
            ActiveStreams active,
            CallerAccess access) {
        this.broadcaster = broadcaster;
        this.pages = pages;
        this.changes = changes;
        this.clusters = clusters;
        this.active = active;
        this.access = access;
    }

    public Multi<WatchRunsResponse> execute(RunSelection selection, RunKind kind) {
        Supplier<ProjectScopes> scopes = access.readableOverTime();
        return WatchStream.multi(subscriber -> new RunsStream(subscriber, active, source(selection, scopes, kind)));
    }

    private RunsStream.Source source(RunSelection selection, Supplier<ProjectScopes> scopes, RunKind kind) {
        RunSelection readable = new RunSelection.Visible(selection, scopes);
        return new RunsStream.Source() {
            @Override
            public Runnable subscribe(ChangeBroadcaster.RootListener listener) {
                return broadcaster.subscribeToRoots((run, version) -> {
                    if (readable.mayHold(run)) {
                        listener.changed(run, version);
                    }
                });
            }

            @Override
            public Uni<List<ActionRow>> newest() {
                if (selection instanceof RunSelection.OfCluster(String cluster)) {
                    return newestOn(cluster, scopes, kind, List.of(), "", SEARCHED_PAGES);
                }
                return pages.runs(readable, ListQuery.first(FIRST, ActionColumns.RUNS), kind)
                        .map(ListPage::rows);
            }

            @Override
            public Uni<List<ActionRow>> read(List<RunKey> runs) {
                return selection instanceof RunSelection.OfCluster(String cluster)
                        ? changes.roots(runs).chain(roots -> clusters.on(cluster, roots))
                        : changes.roots(runs);
            }

            @Override
            public boolean holds(ActionRow root) {
                return kind.holds(root) && readable.holds(root);
            }
        };
    }

    /** Looks for runs of a cluster among the newest of all, page after page. */
    private Uni<List<ActionRow>> newestOn(
            String cluster,
            Supplier<ProjectScopes> scopes,
            RunKind kind,
            List<ActionRow> found,
            String token,
            int pagesLeft) {
        ListRequest page =
                ListRequest.newBuilder().setLimit(SEARCHED_PAGE).setToken(token).build();
        RunSelection readable = new RunSelection.Visible(new RunSelection.All(), scopes);
        return pages.runs(readable, ListQuery.of(page, ActionColumns.RUNS), kind)
                .chain(read -> clusters.on(cluster, read.rows()).chain(more -> {
                    List<ActionRow> all = Stream.concat(found.stream(), more.stream())
                            .limit(FIRST)
                            .toList();
                    return all.size() == FIRST || read.token().isEmpty() || pagesLeft <= 1
                            ? Uni.createFrom().item(all)
                            : newestOn(cluster, scopes, kind, all, read.token(), pagesLeft - 1);
                }));
    }
}
