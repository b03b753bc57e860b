package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.runs.query.ActionRow;
import org.flyte.runs.query.Ids;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ActionTree;

/** Streams the actions of a run with counts of their descendants (runs spec §9.1); it ends only with the client. */
@ApplicationScoped
public class WatchActions {
    private final Hub hub;
    private final ChangeReader reader;
    private final OpenStreams open;
    private final WatchConfig config;

    WatchActions(Hub hub, ChangeReader reader, OpenStreams open, WatchConfig config) {
        this.hub = hub;
        this.reader = reader;
        this.open = open;
        this.config = config;
    }

    public Multi<WatchActionsResponse> execute(WatchActionsRequest request) {
        RunKey run = RunKey.of(Ids.required("run_id", request.getRunId()));
        ActionFilter filter = ActionFilter.of(request.getFilterList());
        return DemandStream.multi(
                subscriber -> new TreeStream(subscriber, open, source(run), new ActionTree(filter), config.pageSize()));
    }

    private TreeStream.Source source(RunKey run) {
        return new TreeStream.Source() {
            @Override
            public Runnable follow(Consumer<List<ActionRow>> listener) {
                return hub.follow(run, listener);
            }

            @Override
            public Uni<List<ActionRow>> page(ActionRow after) {
                return reader.page(run, after, config.pageSize());
            }

            @Override
            public void request(Iterable<String> names) {
                List<String> wanted = new ArrayList<>();
                names.forEach(wanted::add);
                hub.mark(run, wanted);
            }
        };
    }
}
