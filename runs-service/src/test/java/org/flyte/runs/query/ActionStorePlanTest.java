package org.flyte.runs.query;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.KeyedPlan;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.db.Keyed;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class ActionStorePlanTest extends RunsServiceTestBase {
    @Inject
    @Keyed
    Pool keyed;

    @Test
    void readsAnActionByPrimaryKey() {
        pool.query("ANALYZE actions").executeAndAwait();

        KeyedPlan.of(keyed, ActionStore.ACTION).assertThatActionsAreFoundByPrimaryKey();
        KeyedPlan.of(keyed, ActionStore.ROOT).assertThatActionsAreFoundByPrimaryKey();
    }
}
