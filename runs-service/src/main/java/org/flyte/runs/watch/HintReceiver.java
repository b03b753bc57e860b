package org.flyte.runs.watch;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.change.HintListener;
import org.flyte.runs.change.ReplicaHints;

/** Announces changes of other replicas to the watches of this one. */
@ApplicationScoped
class HintReceiver implements HintListener {
    private final ChangeBroadcaster broadcaster;
    private final ChangePoller poller;
    private final ReplicaHints hints;

    HintReceiver(ChangeBroadcaster broadcaster, ChangePoller poller, ReplicaHints hints) {
        this.broadcaster = broadcaster;
        this.poller = poller;
        this.hints = hints;
    }

    void start(@Observes StartupEvent event) {
        broadcaster.onSubscribe(hints::watching);
        hints.start(this);
    }

    @Override
    public void changed(RunKey run, Collection<String> actions) {
        if (!actions.isEmpty()) {
            broadcaster.changed(run, actions);
        } else if (broadcaster.hasRootListeners() || broadcaster.wantsRows(run)) {
            poller.pollSoon();
        }
    }

    @Override
    public void missedHints() {
        if (isWatching()) {
            poller.pollSoon();
        }
    }

    @Override
    public boolean isWatching() {
        return broadcaster.isWatching();
    }
}
