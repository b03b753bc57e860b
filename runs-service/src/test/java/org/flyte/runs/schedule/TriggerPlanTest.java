package org.flyte.runs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.flyte.runs.ManyActions;
import org.junit.jupiter.api.Test;

/** What an overlap policy reads of a trigger with many ended runs. */
class TriggerPlanTest {
    @Test
    void readsOnlyTheLiveRunsOfATrigger() throws SQLException {
        ManyActions database = ManyActions.get();

        assertThat(database.keptPlan(DueTriggerStore.IS_RUNNING))
                .contains("listed_runs_of_trigger_by_phase")
                .doesNotContain("Seq Scan");
        assertThat(database.executedPlan(
                        DueTriggerStore.IS_RUNNING, List.of("p0", "development", "pkg.t40", "nightly")))
                .contains("listed_runs_of_trigger_by_phase");
    }
}
