package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OutboxFailureTest extends RunsServiceTestBase {
    @Inject
    OutboxConfig config;

    @AfterEach
    void removeTheEntry() {
        pool.query("DELETE FROM intents WHERE run_name = '%s'".formatted(run)).executeAndAwait();
    }

    @Test
    void postponesAnEntryWhoseDeliveryFailsUnexpectedly() {
        write.run(run);
        pool.query("""
                INSERT INTO intents (kind, project, domain, run_name, name, payload)
                SELECT %d, project, domain, run_name, name, '\\xff' FROM actions WHERE run_name = '%s'
                """.formatted(OutboxEntry.Kind.SIGNAL.number(), run)).executeAndAwait();

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(
                                selectOne("SELECT last_error FROM intents WHERE kind = %d AND run_name = '%s'"
                                        .formatted(OutboxEntry.Kind.SIGNAL.number(), run)))
                        .asString()
                        .startsWith("INTERNAL"));
        assertThat((boolean) selectOne(
                        "SELECT due_at < now() + interval '1 millisecond' * %d FROM intents WHERE kind = %d AND run_name = '%s'"
                                .formatted(config.lease().toMillis() / 2, OutboxEntry.Kind.SIGNAL.number(), run)))
                .as("due before the end of the lease")
                .isTrue();
    }
}
