package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class StartTaskTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    private final CachedResults cache = new CachedResults(
            null, Configs.executor(Map.of("flyte.executor.cache.enabled", "false")), Clock.systemUTC());
    private final Admissions admissions =
            new Admissions(Configs.executor(Map.of()), new WakeUps(), Clock.systemUTC(), new SimpleMeterRegistry());
    private final StartTask start =
            new StartTask(null, new Observer(null, cache, admissions), cache, limits(), admissions);

    @Test
    void observesAnObjectThatExistedAlready() {
        assertThat(start.execute(task(true), ExecutionState.created(T0))).isEmpty();
        assertThat(start.execute(task(false), ExecutionState.created(T0)))
                .contains(new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null));
    }

    private static ConcurrencyLimits limits() {
        return new ConcurrencyLimits(null, null, Configs.executor(Map.of()), new SimpleMeterRegistry());
    }

    private static ResolvedExecution task(boolean created) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        return new ResolvedExecution(
                new TaskExecution(action, TaskTemplate.getDefaultInstance(), 1, 0), new RunningObject(created));
    }

    /** An object that runs. */
    private record RunningObject(boolean created) implements TaskPlugin {
        @Override
        public String name() {
            return "running";
        }

        @Override
        public Set<String> taskTypes() {
            return Set.of();
        }

        @Override
        public Optional<PluginReport> observe(TaskExecution execution) {
            return Optional.of(new PluginReport(PluginReport.Phase.RUNNING, "", null, T0, T0, null, null));
        }

        @Override
        public Optional<PluginReport> observeLive(TaskExecution execution) {
            return observe(execution);
        }

        @Override
        public boolean start(TaskExecution execution) {
            return created;
        }

        @Override
        public void stop(TaskExecution execution) {}

        @Override
        public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {}

        @Override
        public Optional<LogContext> logs(TaskExecution execution) {
            return Optional.empty();
        }
    }
}
