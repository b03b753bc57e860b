package org.flyte.runs.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.ActionRow;

/**
 * Announces committed changes of actions to the watches of this process and of other replicas.
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

    /**
     * Whether the rows of changed actions of a run are of use to {@link #written}. A run that is watched a moment later
     * misses nothing: {@link #changed} is always enough.
     */
    default boolean wantsRows(RunKey run) {
        return false;
    }

    /** Announces changed actions by the rows that their statement has returned, so that no watch has to read them again. */
    default void written(Collection<ActionRow> rows) {
        changed(rows.stream().map(ActionRow::key).toList());
    }

    /**
     * Announces changes in any number of runs.
     *
     * @param written the rows of some of them, if the statement has returned these
     */
    default void changed(Collection<ActionKey> actions, Collection<ActionRow> written) {
        written(written);
        Set<ActionKey> others = new HashSet<>(actions);
        written.forEach(row -> others.remove(row.key()));
        changed(others);
    }

    /** Announces changes in any number of runs. */
    default void changed(Collection<ActionKey> actions) {
        Map<RunKey, List<String>> byRun = new HashMap<>();
        actions.forEach(action ->
                byRun.computeIfAbsent(action.run(), run -> new ArrayList<>()).add(action.name()));
        byRun.forEach(this::changed);
    }
}
