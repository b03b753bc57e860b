package org.flyte.executor.plugins.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TypeClaim;
import org.flyte.idl.core.TaskExecution.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One poller for all jobs of an operator, also after a restart in the middle. */
@Timeout(180)
class ManyJobsTest {
    private static final int JOBS = 10_000;

    @Test
    void followsTenThousandJobsWithFewThreads() {
        try (FakeConnector connector = new FakeConnector("remote");
                Scene scene = Scene.with(
                        connector,
                        "creates-per-second",
                        "10000",
                        "polls-per-second",
                        "20000",
                        "poll-interval",
                        "2s",
                        "max-poll-interval",
                        "10s")) {
            Eventually.until(() -> scene.plugin.claims("remote") == TypeClaim.YES);
            int threads = Thread.getAllStackTraces().size();
            Map<TaskExecution, TaskExecution> started = new HashMap<>();
            List<TaskExecution> executions = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                executions.add(scene.execution(Scene.task("remote")));
                scene.plugin.start(executions.getLast());
            }
            for (TaskExecution execution : executions) {
                started.put(execution, scene.started(execution));
            }
            assertThat(Thread.getAllStackTraces()).as("threads of the platform").hasSizeLessThan(threads + 20);
            scene.restart();
            started.values().forEach(scene::report);

            connector.all(FakeConnector.in(Phase.SUCCEEDED));

            await().atMost(Duration.ofSeconds(100))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> started.values().stream()
                            .allMatch(job -> scene.report(job).isOver()));
            assertThat(started.values()).allMatch(job -> scene.report(job) instanceof Report.Completed);
            assertThat(connector.creates).hasSize(JOBS);
            assertThat(scene.plugin.start(started.get(executions.getFirst()))).isInstanceOf(StartResult.Existing.class);
        }
    }
}
