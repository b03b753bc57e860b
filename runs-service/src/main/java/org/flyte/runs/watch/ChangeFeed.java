package org.flyte.runs.watch;

import java.util.Collection;

/**
 * The hint that rows of a run changed (runs spec §8, design D6).
 *
 * <p>Writers call it after their commit. It never blocks, never fails and costs next to nothing when nobody watches
 * the run. A hint that gets lost costs a second of delay, never a change: watchers also re-read by change sequence.
 */
public interface ChangeFeed {
    /**
     * Tells watchers of a run what to read again.
     *
     * @param actions names of the actions that were inserted or changed, or that got events
     */
    void changed(String project, String domain, String run, Collection<String> actions);
}
