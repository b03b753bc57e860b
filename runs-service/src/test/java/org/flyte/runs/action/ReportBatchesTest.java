package org.flyte.runs.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class ReportBatchesTest {
    @Test
    void haveTheSameResultAsTheReportsOneByOne() throws Exception {
        PropertyCheck.forAll(5_000, draw -> {
            List<PhaseReport> reports = reports(draw);
            Observed recorded = new Observed(draw.integer(1, 3), ActionPhases.of(draw.integer(1, 10)));
            Map<ActionKey, Observed> oneByOne = new HashMap<>();
            reports.forEach(report -> apply(oneByOne, recorded, report));
            Map<ActionKey, Observed> inBatches = new HashMap<>();
            ReportBatches.of(reports).forEach(batch -> batch.forEach(report -> apply(inBatches, recorded, report)));

            assertThat(inBatches).isEqualTo(oneByOne);
        });
    }

    @Test
    void containAnActionAtMostOnce() throws Exception {
        PropertyCheck.forAll(draw -> assertThat(ReportBatches.of(reports(draw)))
                .allSatisfy(
                        batch -> assertThat(batch).extracting(PhaseReport::key).doesNotHaveDuplicates()));
    }

    private static List<PhaseReport> reports(Draw draw) {
        return draw.list(
                0,
                8,
                d -> PhaseReport.of(
                        new ActionKey("p", "d", "r", d.of("x", "y")),
                        d.integer(0, 3),
                        ActionPhases.of(d.integer(1, 10))));
    }

    private static void apply(Map<ActionKey, Observed> states, Observed recorded, PhaseReport report) {
        states.merge(
                report.key(),
                PhaseTransition.after(recorded, report.observed()),
                (state, first) -> PhaseTransition.after(state, report.observed()));
    }
}
