package org.flyte.runs.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.db.MigrationSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** The table that lists of runs read is what the roots say, whoever writes them and whenever. */
class ListedRunsTest {
    private static final String DIFFERENCES = """
            SELECT count(*)
              FROM (SELECT project, domain, run_name, phase, created_at, task_name, trigger_name, tracked
                      FROM actions WHERE parent_action_name IS NULL) AS a
              FULL JOIN (SELECT project, domain, run_name, phase, created_at, task_name, trigger_name, tracked
                           FROM listed_runs) AS r
                ON (a.project, a.domain, a.run_name, a.phase, a.created_at, a.tracked)
                   = (r.project, r.domain, r.run_name, r.phase, r.created_at, r.tracked)
                   AND a.task_name IS NOT DISTINCT FROM r.task_name
                   AND a.trigger_name IS NOT DISTINCT FROM r.trigger_name
             WHERE a.run_name IS NULL OR r.run_name IS NULL""";

    @Test
    void holdsRunsOfBeforeAndEachChangeSince() throws SQLException {
        TestDatabase database = RealPostgres.freshDatabase();
        flyway(database, "3").migrate();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(insert("before", 5_000));

            flyway(database, "latest").migrate();

            assertThat(number(statement, "SELECT count(*) FROM listed_runs")).isEqualTo(5_000);
            statement.execute(insert("after", 100));
            statement.execute("UPDATE actions SET phase = 6, attempts = 2 WHERE run_name LIKE '%1'");
            statement.execute("UPDATE actions SET tracked = true, trigger_name = NULL WHERE run_name LIKE '%2'");
            statement.execute("UPDATE actions SET updated_at = now() WHERE run_name LIKE '%3'");
            statement.execute("DELETE FROM actions WHERE run_name LIKE '%4'");

            assertThat(number(statement, DIFFERENCES)).isZero();
            assertThat(number(statement, "SELECT count(*) FROM listed_runs WHERE phase = 6"))
                    .isEqualTo(510);
            assertThat(number(statement, "SELECT count(*) FROM listed_runs")).isEqualTo(4_590);
        }
    }

    /** Runs of a root and a child each. */
    private static String insert(String prefix, int runs) {
        return """
                INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type, task_name,
                                     trigger_name)
                SELECT 'p' || i %% 3, 'd', '%s' || i, name, CASE name WHEN 'c' THEN 'a0' END, 4, 1, 't' || i, 'nightly'
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
