package org.flyte.runs.action;

import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.ActionKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;

class ReportRoundsTest {
    @Property(tries = 5000)
    void endWhereTheReportsOneByOneEnd(
            @ForAll("reports") List<PhaseReport> reports, @ForAll("states") Observed recorded) {
        Map<ActionKey, Observed> oneByOne = new HashMap<>();
        reports.forEach(report -> apply(oneByOne, recorded, report));
        Map<ActionKey, Observed> inRounds = new HashMap<>();
        ReportRounds.of(reports).forEach(round -> round.forEach(report -> apply(inRounds, recorded, report)));

        assertThat(inRounds).isEqualTo(oneByOne);
    }

    @Property
    void nameAnActionOnceEach(@ForAll("reports") List<PhaseReport> reports) {
        assertThat(ReportRounds.of(reports))
                .allSatisfy(
                        round -> assertThat(round).extracting(PhaseReport::key).doesNotHaveDuplicates());
    }

    @Provide
    Arbitrary<List<PhaseReport>> reports() {
        return Combinators.combine(
                        Arbitraries.of("x", "y"),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 10))
                .as((name, attempt, phase) -> PhaseReport.of(new ActionKey("p", "d", "r", name), attempt, ActionPhases.of(phase)))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Observed> states() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 10))
                .as((attempt, phase) -> new Observed(attempt, ActionPhases.of(phase)));
    }

    private static void apply(Map<ActionKey, Observed> states, Observed recorded, PhaseReport report) {
        states.merge(
                report.key(),
                PhaseTransition.after(recorded, report.observed()),
                (state, first) -> PhaseTransition.after(state, report.observed()));
    }
}
