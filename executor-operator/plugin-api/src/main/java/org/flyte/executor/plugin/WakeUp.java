package org.flyte.executor.plugin;

/** Reconciles an action soon, because something has happened to it that no Kubernetes event shows. */
@FunctionalInterface
public interface WakeUp {
    /** Returns at once; wake-ups that follow each other closely become one reconcile. */
    void wake(String namespace, String taskAction);

    default void wake(TaskExecution execution) {
        wake(execution.namespace(), execution.action().getMetadata().getName());
    }
}
