package org.flyte.runs.action;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.runs.watch.ChangeFeed;

/** Tells watchers, run by run, what a batch changed. Called after its commit. */
@ApplicationScoped
public class Changes {
    private final ChangeFeed feed;

    public Changes(ChangeFeed feed) {
        this.feed = feed;
    }

    public void tell(Collection<ActionKey> changed) {
        Map<ActionKey, List<String>> byRun = new HashMap<>();
        for (ActionKey key : changed) {
            byRun.computeIfAbsent(key.root(), run -> new ArrayList<>()).add(key.name());
        }
        byRun.forEach((run, names) -> feed.changed(run.project(), run.domain(), run.run(), names));
    }
}
