package org.flyte.runs.watch;

import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ShownAction;
import org.flyte.runs.watch.rule.TreeView;

/**
 * Streams the actions of a run: all that there are, page by page, a mark of their end, then those that change.
 *
 * <p>Changes that come faster than the client reads replace each other by name: it skips intermediate states, never an
 * action's last one.
 */
final class ActionTreeStream<T> extends WatchStream<T> implements RunTree.Reader {
    private final RunTrees trees;
    private final Request request;
    private final int pageSize;
    private final Messages<T> messages;
    private RunTrees.Opened tree;
    private TreeView view;
    private boolean kindKnown;
    private boolean marked;
    private volatile boolean ready;
    private volatile boolean complete;

    /** What the client wants to see. */
    record Request(RunKey run, ActionFilter filter, RunKind kind) {}

    /** How the stream is written. */
    interface Messages<T> {
        T of(List<ShownAction> actions);

        T heartbeat();

        /** The mark that the snapshot has been sent; null where there is none. */
        T snapshotEnd();
    }

    ActionTreeStream(
            Subscriber<? super T> subscriber,
            ActiveStreams active,
            RunTrees trees,
            Request request,
            int pageSize,
            Messages<T> messages) {
        super(subscriber, active);
        this.trees = trees;
        this.request = request;
        this.pageSize = pageSize;
        this.messages = messages;
    }

    @Override
    protected Runnable start() {
        tree = trees.open(request.run(), this);
        view = tree.actions().open(request.filter());
        tree.ready().subscribe().with(done -> ready(), this::failed);
        if (messages.snapshotEnd() != null) {
            tree.complete().subscribe().with(done -> loaded(), this::failed);
        }
        return () -> {
            view.close();
            tree.close();
        };
    }

    @Override
    protected T heartbeat() {
        return messages.heartbeat();
    }

    @Override
    protected void step() {
        if (ready) {
            requireKind();
            while (wanted() && view.hasPending()) {
                send(view.take(pageSize));
                markEnd();
            }
            markEnd();
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

    private void loaded() {
        view.endSnapshot();
        complete = true;
        wake();
    }

    private void markEnd() {
        if (complete && !marked && wanted() && view.isSnapshotTaken()) {
            requireKind();
            if (!kindKnown) {
                throw new NotFound("run %s does not exist", request.run());
            }
            marked = true;
            emit(messages.snapshotEnd());
        }
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

    private void send(List<ShownAction> actions) {
        if (!actions.isEmpty()) {
            emit(messages.of(actions));
        }
    }
}
