package org.flyte.executor.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;

/** A try without objects: it sleeps from its start on, and is complete then. */
abstract class SleepingPlugin implements TaskPlugin {
    private final Clock clock;

    SleepingPlugin(Clock clock) {
        this.clock = clock;
    }

    /**
     * Checks the task, does what it does, and answers how long it sleeps.
     *
     * @throws StartException when the task cannot be carried out
     */
    abstract Duration begin(TaskExecution execution);

    /** How the try has ended after its sleep. */
    abstract Report.Completed completed(Instant at);

    @Override
    public Optional<Report> observe(TaskExecution execution) {
        Instant now = clock.instant();
        return execution.state().map(state -> SleepState.report(state, now, completed(now)));
    }

    @Override
    public StartResult start(TaskExecution execution) {
        Duration sleep = begin(execution);
        Instant now = clock.instant();
        return new StartResult.Started(new SleepState(now, sleep).toDetails(), now);
    }

    /** Nothing goes on that could be stopped. */
    @Override
    public void stop(TaskExecution execution) {}

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {}

    static StartException badTask(String format, Object... args) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, format.formatted(args)), null);
    }
}
