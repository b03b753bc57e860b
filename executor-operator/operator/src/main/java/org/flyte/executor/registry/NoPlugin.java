package org.flyte.executor.registry;

import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;

/** Of an action that no plugin carries out, such as a condition: there is nothing of it to stop. */
final class NoPlugin implements TaskPlugin {
    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return Optional.empty();
    }

    @Override
    public StartResult start(TaskExecution execution) {
        throw StartException.notYet("no plugin carries out the type of the task", null);
    }

    @Override
    public void stop(TaskExecution execution) {}

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {}
}
