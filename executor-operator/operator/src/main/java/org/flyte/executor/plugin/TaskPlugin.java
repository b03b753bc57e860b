package org.flyte.executor.plugin;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.flyte.idl.core.LogContext;

/**
 * Carries out the attempts of some types of tasks as Kubernetes objects.
 *
 * <p>All methods are idempotent and may be called from many threads, for one action from one at a time.
 */
public interface TaskPlugin {
    /** Stable name for configuration and metrics. */
    String name();

    /** Task types it carries out; empty for the default plugin, which carries out all others. */
    Set<String> taskTypes();

    /** The state of the object of this attempt, from caches; empty when there is none. */
    Optional<PluginReport> observe(TaskExecution execution);

    /**
     * As {@link #observe}, by asking the API: for the rare case that the object is expected but not in the cache.
     */
    Optional<PluginReport> observeLive(TaskExecution execution);

    /**
     * Creates the object of this attempt; one that exists is success. False when it existed: then it may have ended
     * already.
     *
     * @throws StartException when it was refused
     */
    boolean start(TaskExecution execution);

    /** Deletes the object of this attempt unless its process has ended; none is success. */
    void stop(TaskExecution execution);

    /**
     * Deletes the objects of this action that still run, those of earlier tries included, except the ones with these names:
     * what was left behind when the operator ended between recording an end and stopping.
     */
    void stopLeftovers(TaskExecution execution, Predicate<String> kept);

    /** Where the logs of this attempt are; empty when not known. */
    Optional<LogContext> logs(TaskExecution execution);
}
