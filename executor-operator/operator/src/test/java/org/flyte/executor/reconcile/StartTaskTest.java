package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.IdlePlugin;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.kubernetesevent.KubernetesEvents;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ReusePolicy;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.testkit.MutableClock;
import org.flyte.platform.tracing.RunTracer;
import org.junit.jupiter.api.Test;

class StartTaskTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final Optional<Report> RUNNING = Optional.of(Report.Active.of(Report.Phase.RUNNING, T0));

    private final CachedResults cache = new CachedResults(
            null, Configs.executor(Map.of("flyte.executor.cache.enabled", "false")), Clock.systemUTC());
    private final Admissions admissions =
            new Admissions(Configs.executor(Map.of()), new WakeUps(), Clock.systemUTC(), new SimpleMeterRegistry());
    private final PluginDetails details = new PluginDetails();
    private final Observer observer = new Observer(
            null, cache, admissions, details, new TaskLinks(Configs.executor(Map.of())), new MutableClock(T0));
    private final List<String> withoutEffect = new ArrayList<>();
    private final StartTask start = new StartTask(
            observer,
            cache,
            limits(),
            admissions,
            details,
            new RecordedEvents(),
            new TracedStart(new RunTracer(OpenTelemetry.noop())));

    @Test
    void waitsForTheEventOfAnObject() {
        assertThat(start(StartResult.Started.WITH_EVENTS, RUNNING)).isEmpty();
    }

    @Test
    void observesWhatWasStartedEarlier() {
        assertThat(start(new StartResult.Existing(), RUNNING))
                .contains(new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null));
        assertThat(start(new StartResult.Existing(), Optional.empty()))
                .contains(new Observation.Starting(T0.plusSeconds(2)));
    }

    private static ConcurrencyLimits limits() {
        ExecutorConfig config = Configs.executor(Map.of());
        return new ConcurrencyLimits(
                null, null, new QueueDefinitions(null, config, "flyte"), config, new SimpleMeterRegistry());
    }

    @Test
    void looksAgainWhileATryIsBeingStarted() {
        assertThat(start(new StartResult.Pending(T0.plusSeconds(7)), Optional.empty()))
                .contains(new Observation.Starting(T0.plusSeconds(7)));
    }

    @Test
    void keepsTheStateOfAStartedTry() {
        ResolvedExecution task = task(new StartResult.Started(Details.state("{}"), T0), Optional.empty());

        assertThat(start.execute(task, ExecutionState.created(T0))).contains(new Observation.Starting(T0));
        assertThat(details.of(task.execution())).isEqualTo(Details.state("{}"));
        assertThat(details.of(new TaskExecution(task.action(), TaskTemplate.getDefaultInstance(), 2, 0)))
                .isEqualTo(Details.NONE);
    }

    @Test
    void tellsThatAReusePolicyHasNoEffect() {
        ResolvedExecution task = task(StartResult.Started.WITH_EVENTS, RUNNING);
        TaskTemplate reused = TaskTemplate.newBuilder()
                .setType("spark")
                .setReusePolicy(ReusePolicy.newBuilder().setMaxReplicas(1))
                .build();
        ResolvedExecution spark = new ResolvedExecution(new TaskExecution(task.action(), reused, 1, 0), task.plugin());

        start.execute(task, ExecutionState.created(T0));
        assertThat(withoutEffect).isEmpty();
        start.execute(spark, ExecutionState.created(T0));
        assertThat(withoutEffect).containsExactly("spark");
    }

    private final class RecordedEvents extends KubernetesEvents {
        RecordedEvents() {
            super(null, Configs.executor(Map.of()), Clock.systemUTC(), new SimpleMeterRegistry());
        }

        @Override
        public void reuseHasNoEffect(TaskAction action, int attempt, String taskType) {
            withoutEffect.add(taskType);
        }
    }

    private Optional<Observation> start(StartResult result, Optional<Report> report) {
        return start.execute(task(result, report), ExecutionState.created(T0));
    }

    private static ResolvedExecution task(StartResult result, Optional<Report> report) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        action.getMetadata().setUid("uid");
        return new ResolvedExecution(
                new TaskExecution(action, TaskTemplate.getDefaultInstance(), 1, 0), new FixedPlugin(result, report));
    }

    /** Answers what the test says. */
    private static final class FixedPlugin extends IdlePlugin {
        private final StartResult result;
        private final Optional<Report> report;

        FixedPlugin(StartResult result, Optional<Report> report) {
            this.result = result;
            this.report = report;
        }

        @Override
        public Optional<Report> observe(TaskExecution execution) {
            return report;
        }

        @Override
        public StartResult start(TaskExecution execution) {
            return result;
        }
    }
}
