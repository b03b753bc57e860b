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
import org.flyte.runs.query.ActionRow;
import org.flyte.runs.watch.rule.ActionTree;

/**
 * Streams the actions of a run: all that there are, page by page, then what changes (runs spec §9.1).
 *
 * <p>It listens before it reads the first page, so nothing falls between. Changes that come faster than the reader
 * takes them replace each other by name: he skips states, never an action's last one.
 */
final class TreeStream extends DemandStream<WatchActionsResponse> {
    private final Source source;
    private final ActionTree tree;
    private final int pageSize;
    /** Newest row of each changed action; guarded by itself. */
    private final Map<String, ActionRow> changes = new LinkedHashMap<>();

    private boolean snapshotRead;
    private boolean askedForParents;
    private volatile List<ActionRow> page;

    /** Where the rows come from. */
    interface Source {
        /** Calls the listener with changed rows; returns how to stop that. */
        Runnable follow(Consumer<List<ActionRow>> listener);

        Uni<List<ActionRow>> page(ActionRow after);

        /** Asks for rows by name; they come to the listener. */
        void request(Iterable<String> names);
    }

    TreeStream(
            Subscriber<? super WatchActionsResponse> reader,
            OpenStreams open,
            Source source,
            ActionTree tree,
            int pageSize) {
        super(reader, open);
        this.source = source;
        this.tree = tree;
        this.pageSize = pageSize;
    }

    @Override
    protected Runnable start() {
        Runnable leave = source.follow(this::changed);
        read(null);
        return leave;
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
            askForParents();
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

    /** A parent whose creation time was lowered while the pages were read may have been passed over. */
    private void askForParents() {
        if (!askedForParents && !tree.missingParents().isEmpty()) {
            askedForParents = true;
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
                changes.merge(row.name(), row, (a, b) -> a.changeSeq() >= b.changeSeq() ? a : b);
            }
        }
        wake();
    }
}
