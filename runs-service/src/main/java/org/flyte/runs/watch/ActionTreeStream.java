package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Consumer;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.watch.rule.ActionTree;

/**
 * Streams the actions of a run: all that there are, page by page, then those that change.
 *
 * <p>It subscribes before it reads the first page, so no change is lost between. Changes that come faster than the
 * client reads replace each other by name: it skips intermediate states, never an action's last one.
 */
final class ActionTreeStream extends WatchStream<WatchActionsResponse> {
    private final Source source;
    private final ActionTree tree;
    private final int pageSize;
    /** Newest row of each changed action; guarded by itself. */
    private final Map<String, ActionRow> changes = new LinkedHashMap<>();

    private boolean snapshotRead;
    private boolean parentsRequested;
    private volatile List<ActionRow> page;

    /** Where the rows come from. */
    interface Source {
        /** Calls the listener with changed rows; returns how to unsubscribe. */
        Runnable subscribe(Consumer<List<ActionRow>> listener);

        /** @param after null for the first page */
        Uni<List<ActionRow>> page(ActionRow after);

        /** Requests rows by name; the listener gets them. */
        void request(Iterable<String> names);
    }

    ActionTreeStream(
            Subscriber<? super WatchActionsResponse> subscriber,
            ActiveStreams active,
            Source source,
            ActionTree tree,
            int pageSize) {
        super(subscriber, active);
        this.source = source;
        this.tree = tree;
        this.pageSize = pageSize;
    }

    @Override
    protected Runnable start() {
        Runnable unsubscribe = source.subscribe(this::changed);
        read(null);
        return unsubscribe;
    }

    @Override
    protected WatchActionsResponse heartbeat() {
        return WatchActionsResponse.getDefaultInstance();
    }

    @Override
    protected void step() {
        while (wanted()) {
            List<ActionRow> rows = page;
            if (rows != null) {
                page = null;
                takePage(rows);
            } else if (!snapshotRead || !takeChanges()) {
                return;
            }
        }
    }

    private void takePage(List<ActionRow> rows) {
        if (rows.size() < pageSize) {
            snapshotRead = true;
        } else {
            read(rows.getLast());
        }
        send(tree.apply(rows));
        if (snapshotRead) {
            requestParents();
        }
    }

    private boolean takeChanges() {
        List<ActionRow> rows = new ArrayList<>();
        synchronized (changes) {
            Iterator<ActionRow> newest = changes.values().iterator();
            while (newest.hasNext() && rows.size() < pageSize) {
                rows.add(newest.next());
                newest.remove();
            }
        }
        send(tree.apply(rows));
        return !rows.isEmpty();
    }

    private void send(List<EnrichedAction> actions) {
        if (!actions.isEmpty()) {
            emit(WatchActionsResponse.newBuilder()
                    .addAllEnrichedActions(actions)
                    .build());
        }
    }

    /** The pages lack a parent whose creation time was lowered while they were read. */
    private void requestParents() {
        if (!parentsRequested && !tree.missingParents().isEmpty()) {
            parentsRequested = true;
            source.request(tree.missingParents());
        }
    }

    private void read(ActionRow after) {
        source.page(after).subscribe().with(this::arrived, this::failed);
    }

    private void arrived(List<ActionRow> rows) {
        page = rows;
        wake();
    }

    private void changed(List<ActionRow> rows) {
        synchronized (changes) {
            for (ActionRow row : rows) {
                changes.merge(row.name(), row, ActionRow::newer);
            }
        }
        wake();
    }
}
