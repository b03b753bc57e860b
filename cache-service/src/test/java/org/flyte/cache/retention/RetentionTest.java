package org.flyte.cache.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.cache.CacheServiceTestBase;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class RetentionTest extends CacheServiceTestBase {
    private static final String UNUSED =
            "UPDATE cache.outputs SET used_at = now() - interval '91 days' WHERE key = '%s'";
    private static final String FIND_ENTRY = "SELECT 1 FROM cache.outputs WHERE key = '%s'";
    private static final String FIND_RESERVATION = "SELECT 1 FROM cache.reservations WHERE key = '%s'";

    @Inject
    CacheSweep sweep;

    @Test
    void deletesEntriesThatWereNotUsed() {
        unscoped.put(put("one"));
        sweep();
        assertThat(execute(FIND_ENTRY)).isEqualTo(1);

        execute(UNUSED);
        sweep();

        assertThat(execute(FIND_ENTRY)).isZero();
    }

    @Test
    void keepsAnEntryThatWasRead() {
        unscoped.put(put("one"));
        execute(UNUSED);

        var unused = unscoped.get(GetCacheRequest.newBuilder().setKey(key).build());

        await().untilAsserted(() -> assertThat(execute(FIND_ENTRY + " AND used_at > now() - interval '1 h'"))
                .isEqualTo(1));
    }

    @Test
    void deletesReservationsThatHaveExpired() {
        var unused = unscoped.getOrExtendReservation(claim("one", Duration.ofSeconds(5)));
        sweep();
        assertThat(execute(FIND_RESERVATION)).isEqualTo(1);

        execute("UPDATE cache.reservations SET expires_at = now() - interval '1 s' WHERE key = '%s'");
        sweep();

        assertThat(execute(FIND_RESERVATION)).isZero();
    }

    private void sweep() {
        sweep.sweep().await().atMost(Duration.ofSeconds(10));
    }
}
