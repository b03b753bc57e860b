package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.watch.rule.ActionTree;

/** The actions of one run, read once and kept up to date for all streams that show them. */
final class RunTree {
    /** Where the rows come from. */
    interface Source {
        /** Calls {@link RunTree#apply} with changed rows; returns how to unsubscribe. */
        Runnable subscribe(RunTree tree);

        /** @param after null for the first page */
        Uni<List<ActionRow>> page(ActionRow after);

        /** Whether that was the last page. */
        boolean isLast(List<ActionRow> page);

        /** Requests rows by name; they come with the changes. */
        void request(Collection<String> names);

        /** Applies what changed in the database and has not come with the changes yet. */
        Uni<Void> catchUp(RunTree tree);

        /** The tree cannot be used any more. */
        void failed(RunTree tree);
    }

    /** A stream that shows the tree. Its methods may be called on any thread. */
    interface Reader {
        /** One that only wants the tree to be complete. */
        Reader NONE = new Reader() {
            @Override
            public void changed() {}

            @Override
            public void unreadable(Throwable failure) {}
        };

        /** There may be something to take. */
        void changed();

        /** The actions cannot be read. */
        void unreadable(Throwable failure);
    }

    private final ActionTree actions = new ActionTree();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final Source source;
    private final Uni<Void> load;
    private volatile Runnable unsubscribe = () -> {};

    RunTree(Source source) {
        this.source = source;
        this.load = Uni.createFrom().deferred(() -> pages(null)).memoize().indefinitely();
    }

    ActionTree actions() {
        return actions;
    }

    /** @return whether it is the first reader, who has to call {@link #load} */
    boolean add(Reader reader) {
        readers.add(reader);
        return readers.size() == 1;
    }

    /** @return whether it was the last reader: then the tree is of no use any more */
    boolean remove(Reader reader) {
        readers.remove(reader);
        if (readers.isEmpty()) {
            unsubscribe.run();
            return true;
        }
        return false;
    }

    /** Reads all pages; readers may take each as soon as it is there. It subscribes before, so no change is lost between. */
    void load() {
        unsubscribe = source.subscribe(this);
        load.subscribe().with(done -> {}, failure -> {
            source.failed(this);
            readers.forEach(reader -> reader.unreadable(failure));
        });
    }

    /** Completes when the tree is at least as new as the database is now. */
    Uni<Void> catchUp() {
        return load.chain(() -> source.catchUp(this));
    }

    void apply(Collection<ActionRow> rows) {
        actions.apply(rows);
        readers.forEach(Reader::changed);
    }

    private Uni<Void> pages(ActionRow after) {
        return source.page(after).chain(rows -> {
            apply(rows);
            if (!source.isLast(rows) && !readers.isEmpty()) {
                return pages(rows.getLast());
            }
            requestParents();
            return Uni.createFrom().voidItem();
        });
    }

    /** The pages lack a parent whose creation time was lowered while they were read. */
    private void requestParents() {
        Set<String> missing = actions.missingParents();
        if (!missing.isEmpty()) {
            source.request(missing);
        }
    }
}
