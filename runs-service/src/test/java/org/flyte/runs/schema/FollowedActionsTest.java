package org.flyte.runs.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.db.MigrationSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** live_actions and action_changes are what the actions say, whoever writes them and whenever. */
class FollowedActionsTest {
    private static final String KEY = "project, domain, run_name, ";

    private static final String LIVE = "SELECT " + KEY + "COALESCE(parent_action_name, ''), name, "
            + PhaseSql.is("phase", ActionPhase.ACTION_PHASE_PAUSED) + " FROM actions WHERE "
            + PhaseSql.isNotTerminal("phase") + " AND NOT tracked";

    private static final String CHANGED =
            "SELECT " + KEY + "name, change_seq FROM actions WHERE run_name NOT LIKE 'old%'";

    @Test
    void followsActionsOfBeforeAndEachChangeSince() throws SQLException {
        TestDatabase database = RealPostgres.freshDatabase();
        flyway(database, "9.2").migrate();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(insert("old", 500));
            statement.execute("UPDATE actions SET phase = 5 WHERE run_name LIKE '%7'");

            flyway(database, "latest").migrate();

            assertThat(differences(statement, LIVE, "live_actions")).isZero();
            statement.execute(insert("new", 100));
            assertSame(statement);
            statement.execute("UPDATE actions SET phase = 6, change_seq = DEFAULT WHERE run_name LIKE '%1'");
            statement.execute("UPDATE actions SET phase = 3, change_seq = DEFAULT WHERE run_name LIKE '%2'");
            assertSame(statement);
            statement.execute(
                    "UPDATE actions SET phase = 1, attempts = 2, change_seq = DEFAULT WHERE run_name LIKE '%11'");
            assertSame(statement);
            statement.execute("UPDATE actions SET phase = 9, change_seq = DEFAULT WHERE run_name LIKE '%8'");
            assertSame(statement);
            statement.execute("UPDATE actions SET phase = 5, change_seq = DEFAULT WHERE run_name LIKE '%18'");
            statement.execute("UPDATE actions SET phase = 4, change_seq = DEFAULT WHERE run_name LIKE '%28'");
            assertSame(statement);
            statement.execute("UPDATE actions SET tracked = true WHERE run_name LIKE '%3'");
            statement.execute("UPDATE actions SET phase = 5 WHERE run_name LIKE '%5' AND name = 'c'");
            statement.execute(insert("new", 50) + " ON CONFLICT (project, domain, run_name, name)"
                    + " DO UPDATE SET phase = EXCLUDED.phase, change_seq = DEFAULT");
            statement.execute("DELETE FROM actions WHERE run_name LIKE '%4'");
            assertSame(statement);

            statement.execute(insert("many", 20_000));
            statement.execute(
                    "INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type)"
                            + " SELECT 'p', 'd', 'many', 'c' || i, 'a0', 4, 1 FROM generate_series(1, 20000) AS i");
            statement.execute("SET statement_timeout = '10s'");
            statement.execute("UPDATE actions SET phase = 5, change_seq = DEFAULT WHERE run_name LIKE 'many1%'");
            statement.execute("DELETE FROM actions WHERE run_name LIKE 'many%'");
            assertSame(statement);

            assertThat(number(statement, "SELECT count(*) FROM live_actions")).isPositive();
            assertThat(number(statement, "SELECT count(*) FROM action_changes WHERE run_name LIKE 'old%'"))
                    .as("only those that changed")
                    .isBetween(1L, 500L);
        }
    }

    private static void assertSame(Statement statement) throws SQLException {
        assertThat(differences(statement, LIVE, "live_actions")).isZero();
        assertThat(differences(statement, CHANGED, "action_changes WHERE run_name NOT LIKE 'old%'"))
                .isZero();
    }

    private static long differences(Statement statement, String expected, String table) throws SQLException {
        return number(
                        statement,
                        "SELECT count(*) FROM (%1$s EXCEPT SELECT * FROM %2$s) AS missing".formatted(expected, table))
                + number(
                        statement,
                        "SELECT count(*) FROM (SELECT * FROM %2$s EXCEPT %1$s) AS extra".formatted(expected, table));
    }

    /** Runs of a root and a child each. */
    private static String insert(String prefix, int runs) {
        return """
                INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type)
                SELECT 'p' || i %% 3, 'd', '%s' || i, name, CASE name WHEN 'c' THEN 'a0' END, 4, 1
                  FROM generate_series(1, %d) AS i, unnest(ARRAY['a0', 'c']) AS name""".formatted(prefix, runs);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Flyway flyway(TestDatabase database, String target) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD)
                .locations("db/migration/runs")
                .target(target);
        new MigrationSettings().customize(configuration);
        return configuration.load();
    }
}
