package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.runs.list.ListRuns;
import org.flyte.runs.query.ActionRow;

/** Streams the runs of a project, of a task or of everybody (runs spec §9); it ends only with the client. */
@ApplicationScoped
public class WatchRuns {
    private static final int FIRST = 101;

    private final Hub hub;
    private final ListRuns list;
    private final ChangeReader reader;
    private final OpenStreams open;

    WatchRuns(Hub hub, ListRuns list, ChangeReader reader, OpenStreams open) {
        this.hub = hub;
        this.list = list;
        this.reader = reader;
        this.open = open;
    }

    public Multi<WatchRunsResponse> execute(WatchRunsRequest request) {
        RunScope scope = new RunScope(request);
        return DemandStream.multi(subscriber -> new RunsStream(subscriber, open, source(scope)));
    }

    private RunsStream.Source source(RunScope scope) {
        return new RunsStream.Source() {
            @Override
            public Runnable follow(Hub.RootListener listener) {
                return hub.followRoots((run, version) -> {
                    if (scope.mayHold(run)) {
                        listener.changed(run, version);
                    }
                });
            }

            @Override
            public Uni<List<Run>> newest() {
                return list.execute(scope.list(FIRST)).map(ListRunsResponse::getRunsList);
            }

            @Override
            public Uni<List<ActionRow>> read(List<RunKey> runs) {
                return reader.roots(runs);
            }

            @Override
            public boolean holds(ActionRow root) {
                return scope.holds(root);
            }
        };
    }
}
