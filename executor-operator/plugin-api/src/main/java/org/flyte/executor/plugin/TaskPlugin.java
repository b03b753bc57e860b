package org.flyte.executor.plugin;

import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.idl.core.LogContext;

/**
 * Carries out the tries of actions, mostly as Kubernetes objects.
 *
 * <p>All methods are idempotent, and are called from many threads, for one action from one at a time. What a plugin keeps in memory is
 * lost when the operator restarts or another replica leads: what it must know then is in its objects, or in the state of its reports.
 * The template of an execution is needed to start it, and may be empty when it is to be ended.
 */
public interface TaskPlugin extends AutoCloseable {
    /**
     * How the try stands, from memory and caches: without a request, because it is asked often. Empty when the try was not started, or
     * nothing is left of it.
     */
    Optional<Report> observe(TaskExecution execution);

    /** As {@link #observe}, by asking: for the rare case that the try was started and {@link #observe} knows nothing of it. */
    default Optional<Report> observeLive(TaskExecution execution) {
        return observe(execution);
    }

    /**
     * Starts the try. Called again for the same try when the operator ended before it recorded the answer, and after
     * {@link StartResult.Pending}; then nothing is started twice.
     *
     * @throws StartException when it was refused
     */
    StartResult start(TaskExecution execution);

    /** Whether tasks with a reuse policy are carried out by it; else users are told that theirs has no effect. */
    default boolean honoursReusePolicy() {
        return false;
    }

    /** Ends the try unless it has ended; called also when it was never started. Does not wait for the end. */
    void stop(TaskExecution execution);

    /**
     * Ends what is left of this action: earlier tries whose end was recorded when the operator ended before it called {@link #stop}.
     * Called at every reconcile, so that it must be cheap when nothing is left.
     *
     * @param kept names of tries ({@link TaskExecution#objectName()}) that go on
     */
    void stopLeftovers(TaskExecution execution, Predicate<String> kept);

    /**
     * Whether nothing of the action can be at work any more after {@link #stop}: the deleted TaskAction stays until then, so that a
     * restart does not forget what must still be ended elsewhere. The plugin wakes the action when it changes, and gives up some time.
     * Objects of Kubernetes end with their owner: for them it is always true.
     */
    default boolean isStopped(TaskExecution execution) {
        return true;
    }

    /** Where the logs of the try are; empty when not known, or when there are none. */
    default Optional<LogContext> logs(TaskExecution execution) {
        return Optional.empty();
    }

    /** The pod whose logs are those of the try; empty when there is none. */
    default Optional<String> primaryPod(TaskExecution execution) {
        return logs(execution).map(LogContext::getPrimaryPodName).filter(name -> !name.isEmpty());
    }

    /**
     * Whether the plugin carries out a type beyond those of its provider, because it has discovered that: a connector service, for
     * example. Asked only for types that no plugin claims.
     */
    default TypeClaim claims(String taskType) {
        return TypeClaim.NO;
    }

    /** The operator ends. */
    @Override
    default void close() {}
}
