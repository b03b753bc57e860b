package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.console.WatchRunTreeResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ShownAction;
import org.flyte.runs.watch.rule.TreeColumns;

/** Streams the actions of a run in columns, with a mark of the end of the snapshot; it ends only with the client. */
@ApplicationScoped
public class WatchRunTree {
    private final RunTrees trees;
    private final ActiveStreams active;
    private final WatchConfig config;

    WatchRunTree(RunTrees trees, ActiveStreams active, WatchConfig config) {
        this.trees = trees;
        this.active = active;
        this.config = config;
    }

    public Multi<WatchRunTreeResponse> execute(RunKey run, RunKind kind) {
        ActionTreeStream.Request request = new ActionTreeStream.Request(run, ActionFilter.NONE, kind);
        return WatchStream.multi(subscriber ->
                new ActionTreeStream<>(subscriber, active, trees, request, config.pageSize(), new ColumnMessages()));
    }

    private static final class ColumnMessages implements ActionTreeStream.Messages<WatchRunTreeResponse> {
        @Override
        public WatchRunTreeResponse of(List<ShownAction> actions) {
            return WatchRunTreeResponse.newBuilder()
                    .setActions(TreeColumns.of(actions))
                    .build();
        }

        @Override
        public WatchRunTreeResponse heartbeat() {
            return WatchRunTreeResponse.getDefaultInstance();
        }

        @Override
        public WatchRunTreeResponse snapshotEnd() {
            return WatchRunTreeResponse.newBuilder().setSnapshotEnd(true).build();
        }
    }
}
