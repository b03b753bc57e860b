package org.flyte.runs.watch;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.change.ReplicaHints;
import org.flyte.runs.query.row.ActionRow;

/** Announces changes of this replica to its own watches and to other replicas. */
@ApplicationScoped
class ChangeAnnouncer implements ChangeNotifier {
    private final ChangeBroadcaster broadcaster;
    private final ReplicaHints hints;

    ChangeAnnouncer(ChangeBroadcaster broadcaster, ReplicaHints hints) {
        this.broadcaster = broadcaster;
        this.hints = hints;
    }

    @Override
    public void changed(RunKey run, Collection<String> actions) {
        broadcaster.changed(run, actions);
        hints.changed(run, actions);
    }

    @Override
    public boolean wantsRows(RunKey run) {
        return broadcaster.wantsRows(run);
    }

    @Override
    public void written(Collection<ActionRow> rows) {
        broadcaster.written(rows);
        if (hints.areWanted()) {
            Map<RunKey, Set<String>> names = new HashMap<>();
            rows.forEach(row -> names.computeIfAbsent(row.key().run(), run -> new HashSet<>())
                    .add(row.name()));
            names.forEach(hints::changed);
        }
    }
}
