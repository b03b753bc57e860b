package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OutboxAgeTest extends RunsServiceTestBase {
    @Inject
    OutboxAge age;

    @Inject
    MeterRegistry meters;

    @AfterEach
    void removeEntries() {
        pool.preparedQuery("DELETE FROM intents WHERE run_name = $1").executeAndAwait(Tuple.of(run));
    }

    @Test
    void countsFromTheTimeWhenAnEntryWasAddedHoweverOftenItWasTried() {
        entry("tried", 7, 400);
        entry("still-to-come", 0, 4_000);

        age.measure().await().atMost(TIMEOUT);

        assertThat(gauge("flyte.runs.outbox.oldest")).isBetween(days(400), days(4_000) - 1);
        assertThat(gauge("flyte.runs.outbox.entries")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void forgetsWhatWasDelivered() {
        entry("tried", 1, 400);
        age.measure().await().atMost(TIMEOUT);
        removeEntries();

        age.measure().await().atMost(TIMEOUT);

        assertThat(gauge("flyte.runs.outbox.oldest")).isLessThan(days(400));
    }

    /** Not due before the end of the test, so nothing delivers it. */
    private void entry(String name, int attempts, int ageInDays) {
        pool.preparedQuery("""
                INSERT INTO intents (kind, project, domain, run_name, name, attempts, due_at, created_at)
                VALUES (2, 'flytesnacks', 'development', $1, $2, $3, now() + interval '1 hour', now() - $4::int * interval '24 hours')
                """).executeAndAwait(Tuple.of(run, name, attempts, ageInDays));
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static double days(int days) {
        return Duration.ofDays(days).toSeconds();
    }
}
