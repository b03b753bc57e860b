package org.flyte.executor.plugin;

import java.time.Instant;

/** The answer to the request to start a try. */
public sealed interface StartResult {
    /**
     * The try is started.
     *
     * @param details its state is recorded before anything else happens to the action
     * @param checkAt when to observe it; null when an event of its objects will come
     */
    record Started(Details details, Instant checkAt) implements StartResult {
        /** A try that consists of objects: their events follow. */
        public static final Started WITH_EVENTS = new Started(Details.NONE, null);
    }

    /** It was started earlier, and may have ended since: it is observed at once. */
    record Existing() implements StartResult {}

    /**
     * It is being started on a thread of the plugin. Once that has ended, the plugin wakes the action, and is asked to start the try
     * again: then it answers with what came of it.
     *
     * @param checkAt when to ask again at the latest, in case the wake-up is lost
     */
    record Pending(Instant checkAt) implements StartResult {}
}
