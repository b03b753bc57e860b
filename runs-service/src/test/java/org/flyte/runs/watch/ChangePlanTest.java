package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.flyte.runs.ManyActions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a poll for changes reads from a million runs. */
class ChangePlanTest {
    private static ManyActions database;

    @BeforeAll
    static void fill() throws SQLException {
        database = ManyActions.get();
    }

    @Test
    void readsTheChangesOfARunInTheirOrder() throws SQLException {
        String statement = ChangeStore.CHANGES;

        assertThat(database.keptPlan(statement))
                .contains("action_changes_of_run")
                .doesNotContain("Seq Scan");
        assertThat(database.executedPlan(
                        statement,
                        List.of(
                                new String[] {"p0"},
                                new String[] {"development"},
                                new String[] {ManyActions.BIG_RUN},
                                new Long[] {1_049_900L})))
                .contains("action_changes_of_run")
                .doesNotContain("Seq Scan");
    }

    @Test
    void readsTheChangesOfRootsInTheirOrder() throws SQLException {
        assertThat(database.keptPlan(ChangeStore.ROOT_CHANGES))
                .contains("action_changes_of_roots")
                .doesNotContain("Seq Scan");
    }
}
