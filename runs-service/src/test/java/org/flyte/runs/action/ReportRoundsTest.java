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

class ReportRoundsTest {
    @Test
    void endWhereTheReportsOneByOneEnd() throws Exception {
        PropertyCheck.forAll(5_000, draw -> {
            List<PhaseReport> reports = reports(draw);
            Observed recorded = new Observed(draw.integer(1, 3), ActionPhases.of(draw.integer(1, 10)));
            Map<ActionKey, Observed> oneByOne = new HashMap<>();
            reports.forEach(report -> apply(oneByOne, recorded, report));
            Map<ActionKey, Observed> inRounds = new HashMap<>();
            ReportRounds.of(reports).forEach(round -> round.forEach(report -> apply(inRounds, recorded, report)));

            assertThat(inRounds).isEqualTo(oneByOne);
        });
    }

    @Test
    void nameAnActionOnceEach() throws Exception {
        PropertyCheck.forAll(draw -> assertThat(ReportRounds.of(reports(draw)))
                .allSatisfy(
                        round -> assertThat(round).extracting(PhaseReport::key).doesNotHaveDuplicates()));
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
