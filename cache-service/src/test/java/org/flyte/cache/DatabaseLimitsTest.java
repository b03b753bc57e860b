package org.flyte.cache;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class DatabaseLimitsTest extends CacheServiceTestBase {
    @Test
    void answersUnavailableWhenTheDatabaseDoesNotAnswerInTime() {
        SqlConnection other = pool.getConnectionAndAwait();
        try {
            other.query("BEGIN").executeAndAwait();
            other.query("LOCK TABLE cache.outputs IN ACCESS EXCLUSIVE MODE").executeAndAwait();

            assertRefused(
                    () -> unscoped.get(GetCacheRequest.newBuilder().setKey(key).build()),
                    Status.Code.UNAVAILABLE,
                    "try again");
        } finally {
            other.query("ROLLBACK").executeAndAwait();
            other.closeAndAwait();
        }
    }
}
