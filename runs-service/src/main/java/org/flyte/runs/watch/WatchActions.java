package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ShownAction;

/** Streams the actions of a run with counts of their descendants; it ends only with the client. */
@ApplicationScoped
public class WatchActions {
    private final RunTrees trees;
    private final ActiveStreams active;
    private final WatchConfig config;

    WatchActions(RunTrees trees, ActiveStreams active, WatchConfig config) {
        this.trees = trees;
        this.active = active;
        this.config = config;
    }

    public Multi<WatchActionsResponse> execute(RunKey run, ActionFilter filter, RunKind kind) {
        ActionTreeStream.Request request = new ActionTreeStream.Request(run, filter, kind);
        return WatchStream.multi(subscriber ->
                new ActionTreeStream<>(subscriber, active, trees, request, config.pageSize(), new PublishedMessages()));
    }

    /** The published response has no mark of the end of the snapshot. */
    private static final class PublishedMessages implements ActionTreeStream.Messages<WatchActionsResponse> {
        @Override
        public WatchActionsResponse of(List<ShownAction> actions) {
            List<EnrichedAction> messages =
                    actions.stream().map(ShownAction::message).toList();
            return WatchActionsResponse.newBuilder()
                    .addAllEnrichedActions(messages)
                    .build();
        }

        @Override
        public WatchActionsResponse heartbeat() {
            return WatchActionsResponse.getDefaultInstance();
        }

        @Override
        public WatchActionsResponse snapshotEnd() {
            return null;
        }
    }
}
