package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.flyte.runs.watch.rule.ActionTree;

/** Streams the actions of a run with counts of their descendants; it ends only with the client. */
@ApplicationScoped
public class WatchActions {
    private final ChangeBroadcaster broadcaster;
    private final ChangeStore changes;
    private final ActiveStreams active;
    private final WatchConfig config;

    WatchActions(ChangeBroadcaster broadcaster, ChangeStore changes, ActiveStreams active, WatchConfig config) {
        this.broadcaster = broadcaster;
        this.changes = changes;
        this.active = active;
        this.config = config;
    }

    public Multi<WatchActionsResponse> execute(RunKey run, ActionFilter filter, RunKind kind) {
        return WatchStream.multi(subscriber ->
                new ActionTreeStream(subscriber, active, source(run, kind), new ActionTree(filter), config.pageSize()));
    }

    /** All actions of a run are of one kind. */
    private static boolean areOf(RunKind kind, List<ActionRow> rows) {
        return rows.isEmpty() || kind.holds(rows.getFirst());
    }

    private ActionTreeStream.Source source(RunKey run, RunKind kind) {
        return new ActionTreeStream.Source() {
            @Override
            public Runnable subscribe(Consumer<List<ActionRow>> listener) {
                return broadcaster.subscribe(run, rows -> {
                    if (areOf(kind, rows)) {
                        listener.accept(rows);
                    }
                });
            }

            @Override
            public Uni<List<ActionRow>> page(ActionRow after) {
                return changes.page(run, after, config.pageSize()).invoke(rows -> {
                    if (!areOf(kind, rows)) {
                        throw new NotFound("run %s does not exist", run);
                    }
                });
            }

            @Override
            public void request(Iterable<String> names) {
                List<String> wanted = new ArrayList<>();
                names.forEach(wanted::add);
                broadcaster.markChanged(run, wanted);
            }
        };
    }
}
