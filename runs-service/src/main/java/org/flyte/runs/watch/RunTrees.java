package org.flyte.runs.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.watch.rule.ActionTree;

/** The trees of the runs whose actions are watched: one for each run, for as long as a stream shows it. */
@ApplicationScoped
class RunTrees {
    private final ConcurrentMap<RunKey, RunTree> trees = new ConcurrentHashMap<>();
    private final ChangeBroadcaster broadcaster;
    private final ChangePoller poller;
    private final ChangeStore changes;
    private final WatchConfig config;

    RunTrees(
            ChangeBroadcaster broadcaster,
            ChangePoller poller,
            ChangeStore changes,
            WatchConfig config,
            MeterRegistry metrics) {
        this.broadcaster = broadcaster;
        this.poller = poller;
        this.changes = changes;
        this.config = config;
        metrics.gauge(
                "flyte.watch.actions",
                trees,
                all -> all.values().stream()
                        .mapToInt(tree -> tree.actions().size())
                        .sum());
    }

    /** A tree that a stream shows. */
    interface Opened {
        ActionTree actions();

        /** Completes when what is taken from the tree is not older than its opening. */
        Uni<Void> ready();

        /** Completes when everything that the run had at its opening can be taken. */
        Uni<Void> complete();

        void close();
    }

    /** Opens the tree of a run for a stream. */
    Opened open(RunKey run, RunTree.Reader reader) {
        boolean[] first = new boolean[1];
        RunTree tree = trees.compute(run, (key, known) -> {
            RunTree shared = known == null ? new RunTree(new Source(key)) : known;
            first[0] = shared.add(reader);
            return shared;
        });
        if (first[0]) {
            tree.load();
        }
        return new Opened() {
            @Override
            public ActionTree actions() {
                return tree.actions();
            }

            @Override
            public Uni<Void> ready() {
                return first[0] ? Uni.createFrom().voidItem() : tree.catchUp();
            }

            @Override
            public Uni<Void> complete() {
                return tree.catchUp();
            }

            @Override
            public void close() {
                trees.compute(run, (key, known) -> tree.remove(reader) && known == tree ? null : known);
            }
        };
    }

    private final class Source implements RunTree.Source {
        private final RunKey run;
        private final long position;

        Source(RunKey run) {
            this.run = run;
            this.position = poller.position();
        }

        @Override
        public Runnable subscribe(RunTree tree) {
            return broadcaster.subscribe(run, tree::apply);
        }

        @Override
        public Uni<List<ActionRow>> page(ActionRow after) {
            return changes.page(run, after, config.pageSize());
        }

        @Override
        public boolean isLast(List<ActionRow> page) {
            return page.size() < config.pageSize();
        }

        @Override
        public void request(Collection<String> names) {
            broadcaster.markChanged(run, names);
        }

        @Override
        public Uni<Void> catchUp(RunTree tree) {
            return catchUp(tree, Math.max(position, broadcaster.deliveredUpTo(run)));
        }

        @Override
        public void failed(RunTree tree) {
            trees.remove(run, tree);
        }

        private Uni<Void> catchUp(RunTree tree, long since) {
            return changes.changes(Map.of(run, since)).chain(found -> {
                Map<String, Long> versions = found.getOrDefault(run, Map.of());
                List<String> newer = versions.entrySet().stream()
                        .filter(version -> !tree.actions().has(version.getKey(), version.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
                Uni<Void> read = read(tree, newer);
                return versions.size() < ChangeStore.PAGE
                        ? read
                        : read.chain(() -> catchUp(
                                tree,
                                versions.values().stream().max(Long::compare).orElseThrow()));
            });
        }

        private Uni<Void> read(RunTree tree, List<String> names) {
            if (names.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            List<String> some = names.subList(0, Math.min(names.size(), config.pageSize()));
            return changes.rows(run, some.toArray(String[]::new))
                    .invoke(tree::apply)
                    .chain(() -> read(tree, names.subList(some.size(), names.size())));
        }
    }
}
