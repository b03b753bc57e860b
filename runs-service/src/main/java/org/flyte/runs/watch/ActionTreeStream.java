package org.flyte.runs.watch;

import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.TreeView;

/**
 * Streams the actions of a run: all that there are, page by page, then those that change.
 *
 * <p>Changes that come faster than the client reads replace each other by name: it skips intermediate states, never an
 * action's last one.
 */
final class ActionTreeStream extends WatchStream<WatchActionsResponse> implements RunTree.Reader {
    private final RunTrees trees;
    private final Request request;
    private final int pageSize;
    private RunTrees.Opened tree;
    private TreeView view;
    private boolean kindKnown;
    private volatile boolean ready;

    /** What the client wants to see. */
    record Request(RunKey run, ActionFilter filter, RunKind kind) {}

    ActionTreeStream(
            Subscriber<? super WatchActionsResponse> subscriber,
            ActiveStreams active,
            RunTrees trees,
            Request request,
            int pageSize) {
        super(subscriber, active);
        this.trees = trees;
        this.request = request;
        this.pageSize = pageSize;
    }

    @Override
    protected Runnable start() {
        tree = trees.open(request.run(), this);
        view = tree.actions().open(request.filter());
        tree.ready().subscribe().with(done -> ready(), this::failed);
        return () -> {
            view.close();
            tree.close();
        };
    }

    @Override
    protected WatchActionsResponse heartbeat() {
        return WatchActionsResponse.getDefaultInstance();
    }

    @Override
    protected void step() {
        if (ready) {
            requireKind();
            while (wanted() && view.hasPending()) {
                send(view.take(pageSize));
            }
        }
    }

    @Override
    public void changed() {
        wake();
    }

    @Override
    public void unreadable(Throwable failure) {
        failed(failure);
    }

    private void ready() {
        ready = true;
        wake();
    }

    /** All actions of a run are of one kind. */
    private void requireKind() {
        if (!kindKnown) {
            tree.actions().any().ifPresent(action -> {
                if (!request.kind().holds(action)) {
                    throw new NotFound("run %s does not exist", request.run());
                }
                kindKnown = true;
            });
        }
    }

    private void send(List<EnrichedAction> actions) {
        if (!actions.isEmpty()) {
            emit(WatchActionsResponse.newBuilder()
                    .addAllEnrichedActions(actions)
                    .build());
        }
    }
}
