package org.flyte.runs.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;

/**
 * Announces committed changes of actions to the watches of this process.
 *
 * <p>Writers call it after their commit. It never blocks, never fails and costs next to nothing when nobody watches the
 * run. A lost notification delays a watch by a second but loses no change: watches also poll by change sequence.
 */
public interface ChangeNotifier {
    /**
     * Announces changes in one run.
     *
     * @param actions names of the actions that were inserted or changed, or that have new events
     */
    void changed(RunKey run, Collection<String> actions);

    /** Announces changes in any number of runs. */
    default void changed(Collection<ActionKey> actions) {
        Map<RunKey, List<String>> byRun = new HashMap<>();
        actions.forEach(action ->
                byRun.computeIfAbsent(action.run(), run -> new ArrayList<>()).add(action.name()));
        byRun.forEach(this::changed);
    }
}
