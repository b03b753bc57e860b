package org.flyte.runs.change;

import java.util.Collection;
import org.flyte.platform.model.RunKey;

/** Takes the hints of other replicas. Its methods do not block. */
public interface HintListener {
    /**
     * Another replica committed changes in a run.
     *
     * @param actions which ones; empty when there are too many to name
     */
    void changed(RunKey run, Collection<String> actions);

    /** Hints may have been lost, or left out: all that is watched is to be read once. */
    void missedHints();

    /** Whether anything is watched: without it other replicas send no hints. */
    boolean isWatching();
}
