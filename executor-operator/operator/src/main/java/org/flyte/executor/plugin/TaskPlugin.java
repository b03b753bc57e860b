package org.flyte.executor.plugin;

import java.util.Optional;
import java.util.Set;
import org.flyte.idl.core.LogContext;

/**
 * Carries out the attempts of some types of tasks as Kubernetes objects (executor spec §6.1).
 *
 * <p>All methods are idempotent and may be called from many threads, for one action from one at a time.
 */
public interface TaskPlugin {
    /** Stable name for configuration and metrics. */
    String name();

    /** Task types it takes; empty for the one that takes what no other does. */
    Set<String> taskTypes();

    /** What is known of the object of this attempt, from caches; empty when there is none. */
    Optional<PluginReport> observe(TaskExecution execution);

    /**
     * As {@link #observe}, by asking the API: for the rare case that a missing object costs something.
     */
    Optional<PluginReport> observeLive(TaskExecution execution);

    /**
     * Creates the object of this attempt; one that exists is success.
     *
     * @throws StartException when it was refused
     */
    void start(TaskExecution execution);

    /** Deletes the object of this attempt unless its process is over; none is success. */
    void stop(TaskExecution execution);

    /** Deletes every object of the action, whatever its state; none is success. */
    void stopAll(TaskExecution execution);

    /** Where the logs of this attempt are; empty when not known. */
    Optional<LogContext> logs(TaskExecution execution);
}
