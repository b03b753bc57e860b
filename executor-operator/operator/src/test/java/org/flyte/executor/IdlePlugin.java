package org.flyte.executor;

import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;

/** A plugin whose tries leave nothing; a test overrides what it is about. */
public class IdlePlugin implements TaskPlugin {
    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return Optional.empty();
    }

    @Override
    public StartResult start(TaskExecution execution) {
        return StartResult.Started.WITH_EVENTS;
    }

    @Override
    public void stop(TaskExecution execution) {}

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {}
}
