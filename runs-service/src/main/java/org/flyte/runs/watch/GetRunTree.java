package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.console.GetRunTreeResponse;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ActionTree;
import org.flyte.runs.watch.rule.TreeColumns;
import org.flyte.runs.watch.rule.TreeView;

/** Answers all actions of a run in columns, from the tree that streams of the run share. */
@ApplicationScoped
public class GetRunTree {
    /** Larger runs are for WatchRunTree, which sends them in pages. */
    private static final int MAX_ACTIONS = 100_000;

    private final RunTrees trees;

    GetRunTree(RunTrees trees) {
        this.trees = trees;
    }

    public Uni<GetRunTreeResponse> execute(RunKey run, RunKind kind) {
        return Uni.createFrom().deferred(() -> {
            RunTrees.Opened tree = trees.open(run, RunTree.Reader.NONE);
            return tree.complete()
                    .map(done -> answer(run, kind, tree.actions()))
                    .onTermination()
                    .invoke(tree::close);
        });
    }

    private static GetRunTreeResponse answer(RunKey run, RunKind kind, ActionTree actions) {
        if (actions.any().filter(kind::holds).isEmpty()) {
            throw new NotFound("run %s does not exist", run);
        }
        if (actions.size() > MAX_ACTIONS) {
            throw new FailedPrecondition(
                    "run %s has %d actions, at most %d are answered at once; use WatchRunTree",
                    run, actions.size(), MAX_ACTIONS);
        }
        TreeView view = actions.open(ActionFilter.NONE);
        try {
            return GetRunTreeResponse.newBuilder()
                    .setActions(TreeColumns.of(view.take(Integer.MAX_VALUE)))
                    .build();
        } finally {
            view.close();
        }
    }
}
