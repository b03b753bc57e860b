package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.common.ActionPhase;
import org.junit.jupiter.api.Test;

/** The texts themselves: partial indexes of the migrations name the same lists. */
class PhaseSqlTest {
    @Test
    void listsPhasesByTheirWireNumbers() {
        assertThat(PhaseSql.isTerminal("a.phase")).isEqualTo("a.phase IN (5, 6, 7, 8, 10)");
        assertThat(PhaseSql.isLive("phase")).isEqualTo("phase IN (1, 2, 3, 4, 9)");
        assertThat(PhaseSql.isNotTerminal("phase")).isEqualTo("phase NOT IN (5, 6, 7, 8, 10)");
        assertThat(PhaseSql.isRetryable("phase")).isEqualTo("phase IN (6, 8)");
        assertThat(PhaseSql.isFinal("phase")).isEqualTo("phase IN (5, 7, 10)");
        assertThat(PhaseSql.isNotFinal("phase")).isEqualTo("phase NOT IN (5, 7, 10)");
        assertThat(PhaseSql.is("phase", ActionPhase.ACTION_PHASE_PAUSED)).isEqualTo("phase = 9");
    }

    @Test
    void ranksAsTheJavaRuleDoes() {
        assertThat(PhaseSql.rank("p"))
                .isEqualTo("CASE p WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 4 WHEN 5 THEN 6 WHEN 6 THEN 6"
                        + " WHEN 7 THEN 6 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 6 ELSE 0 END");
    }
}
