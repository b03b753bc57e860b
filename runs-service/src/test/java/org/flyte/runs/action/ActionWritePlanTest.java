package org.flyte.runs.action;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.KeyedPlan;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.db.Keyed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan is kept although the table grows after it was made, so even a small table is not scanned. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ActionWritePlanTest extends RunsServiceTestBase {
    @Inject
    @Keyed
    Pool keyed;

    @BeforeEach
    void tellPostgresHowSmallTheTableIs() {
        pool.query("ANALYZE actions").executeAndAwait();
    }

    @Test
    void findsReportedActionsByPrimaryKey() {
        KeyedPlan.of(keyed, PhaseStore.APPLY).assertThatActionsAreFoundByPrimaryKey();
        KeyedPlan.of(keyed, PhaseStore.APPLY_AND_READ).assertThatActionsAreFoundByPrimaryKey();
        KeyedPlan.of(keyed, PhaseStore.APPEND_AND_APPLY).assertThatActionsAreFoundByPrimaryKey();
        KeyedPlan.of(keyed, PhaseStore.RECORDED).assertThatActionsAreFoundByPrimaryKey();
    }

    @Test
    void findsRootsAndParentsOfNewChildrenByPrimaryKey() {
        KeyedPlan.of(keyed, ChildStore.INSERT).assertThatActionsAreFoundByPrimaryKey();
        KeyedPlan.of(keyed, ChildStore.OBSTACLES).assertThatActionsAreFoundByPrimaryKey();
    }
}
