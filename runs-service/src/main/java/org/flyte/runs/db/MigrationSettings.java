package org.flyte.runs.db;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.PhaseSql;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * How the schema is migrated. Replicas that start together migrate one after the other, by a lock of their session: Flyway's
 * own choice, a lock of a transaction, would be waited for by CREATE INDEX CONCURRENTLY for ever. Migrations name phases by
 * the placeholders {@code ${phase_is_live}} and {@code ${phase_is_paused}}.
 */
@Singleton
public class MigrationSettings implements FlywayConfigurationCustomizer {
    /** One a second: so long a replica waits for another one that migrates. */
    private static final int LOCK_TRIES = 1_800;

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
        configuration.lockRetryCount(LOCK_TRIES);
        configuration.placeholders(Map.of(
                "phase_is_live", PhaseSql.isNotTerminal("phase"),
                "phase_is_paused", PhaseSql.is("phase", ActionPhase.ACTION_PHASE_PAUSED)));
    }
}
