package org.flyte.executor.registry;

import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskPlugin;

/** Which plugin carries out a type of tasks. */
public sealed interface Resolution {
    record Found(TaskPlugin plugin) implements Resolution {}

    /** None does, or the one that does cannot. */
    record Refused(Failure failure) implements Resolution {}

    /** That is still being found out; the reason is for people. */
    record NotKnownYet(String reason) implements Resolution {}
}
