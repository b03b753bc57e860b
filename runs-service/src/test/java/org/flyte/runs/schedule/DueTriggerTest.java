package org.flyte.runs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.flyte.idl.task.Annotations;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.runs.schedule.DueTrigger.Choice;
import org.flyte.runs.trigger.TriggerKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueTriggerTest {
    private static final TriggerKey KEY = new TriggerKey("flytesnacks", "development", "env.task", "hourly");
    private static final Instant DUE = Instant.parse("2026-08-21T09:00:00Z");

    @Test
    void firesTheEarliestDueTimeThatIsMadeUpFor() {
        DueTrigger trigger = due("0 * * * *");

        assertThat(trigger.choose(DUE, 3)).isEqualTo(new Choice(DUE, 0));
        assertThat(trigger.choose(Instant.parse("2026-08-21T11:30:00Z"), 3)).isEqualTo(new Choice(DUE, 0));
        assertThat(trigger.choose(Instant.parse("2026-08-21T15:30:00Z"), 3))
                .isEqualTo(new Choice(Instant.parse("2026-08-21T13:00:00Z"), 4));
        assertThat(trigger.after(DUE)).contains(Instant.parse("2026-08-21T10:00:00Z"));
    }

    @Test
    void namesARunByTriggerAndDueTime() {
        assertThat(DueTrigger.runName(KEY, DUE)).isEqualTo("r797e8f47e1d1458c");
        assertThat(DueTrigger.runName(KEY, DUE.plusSeconds(1))).isNotEqualTo("r797e8f47e1d1458c");
    }

    @ParameterizedTest
    @CsvSource({"allow, ALLOW", "skip, SKIP", "buffer-one, BUFFER_ONE", "BUFFER_ONE, BUFFER_ONE", "sometimes,", "'',"})
    void readsThePolicyOfAnAnnotation(String annotation, OverlapPolicy policy) {
        TriggerSpec spec = TriggerSpec.newBuilder()
                .setRunSpec(RunSpec.newBuilder()
                        .setAnnotations(Annotations.newBuilder().putValues("flyte.org/overlap-policy", annotation)))
                .build();

        assertThat(OverlapPolicy.of(spec).orElse(null)).isEqualTo(policy);
    }

    private static DueTrigger due(String expression) {
        return new DueTrigger(
                KEY,
                1,
                DUE,
                Instant.parse("2026-08-01T00:00:00Z"),
                0,
                TriggerAutomationSpec.newBuilder()
                        .setSchedule(
                                Schedule.newBuilder().setCron(Cron.newBuilder().setExpression(expression)))
                        .build(),
                TriggerSpec.getDefaultInstance());
    }
}
