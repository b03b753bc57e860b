package org.flyte.executor.plugin;

import org.flyte.idl.core.Secret;

/** Secrets that a plugin itself needs for a task, such as the key of an external service. Calls block. */
public interface TaskSecrets {
    /**
     * The value, from the narrowest scope of the action that has it. Never to be stored in a state or an object.
     *
     * @throws StartException when there is none, or it is no text
     */
    String text(TaskExecution execution, Secret secret);
}
