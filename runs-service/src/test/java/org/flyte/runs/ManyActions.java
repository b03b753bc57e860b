package org.flyte.runs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.db.MigrationSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A database with {@value #RUNS} runs of one action and one run of {@value #CHILDREN}, made once for all tests that look at
 * query plans. The statistics take each run for a small one, as those of a real database do.
 */
public final class ManyActions {
    public static final int RUNS = 1_000_000;
    public static final int CHILDREN = 50_000;
    /** The run with many actions, in the project and domain of all. */
    public static final String BIG_RUN = "big";

    private static final String COLUMNS = "project, domain, run_name, phase, created_at, task_project, task_domain,"
            + " task_name, task_version, trigger_task_name, trigger_name, tracked";

    private static ManyActions only;

    private final TestDatabase database;

    private ManyActions(TestDatabase database) {
        this.database = database;
    }

    public static synchronized ManyActions get() throws SQLException {
        if (only == null) {
            TestDatabase database = RealPostgres.freshDatabase();
            FluentConfiguration configuration = Flyway.configure()
                    .dataSource(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD)
                    .locations("db/migration/runs");
            new MigrationSettings().customize(configuration);
            configuration.load().migrate();
            ManyActions made = new ManyActions(database);
            made.fill();
            only = made;
        }
        return only;
    }

    /** In the simple protocol, so that the parameters of a statement to explain stay open. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl() + "?preferQueryMode=simple", TestDatabase.USER, TestDatabase.PASSWORD);
    }

    /** Indices are made after the rows: that takes a third of the time. */
    private void fill() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<String> indices = strings(statement, """
                    SELECT indexdef FROM pg_indexes
                     WHERE tablename IN ('actions', 'listed_runs') AND indexname NOT LIKE '%_pkey'""");
            for (String name : strings(statement, """
                    SELECT indexname FROM pg_indexes
                     WHERE tablename IN ('actions', 'listed_runs') AND indexname NOT LIKE '%_pkey'""")) {
                statement.execute("DROP INDEX " + name);
            }
            for (String sql : List.of(
                    "SET maintenance_work_mem = '256MB'",
                    "ALTER TABLE actions SET UNLOGGED",
                    "ALTER TABLE listed_runs SET UNLOGGED",
                    "ALTER TABLE actions DISABLE TRIGGER USER",
                    """
                    INSERT INTO actions (project, domain, run_name, name, phase, action_type, created_at, updated_at,
                                         created_by_subject, task_project, task_domain, task_name, task_version,
                                         function_name, trigger_task_name, trigger_name, labels)
                    SELECT 'p' || i %% 4, 'development', 'r' || lpad(i::text, 8, '0'), 'a0',
                           CASE WHEN i %% 1000 = 0 THEN 4 WHEN i %% 20 = 0 THEN 6 ELSE 5 END, 1,
                           '2026-01-01Z'::timestamptz + i * interval '1 s', '2026-01-01Z'::timestamptz + i * interval '1 s',
                           'user' || i %% 50, 'p' || i %% 4, 'development', 'pkg.t' || i %% 200, 'v' || i %% 3,
                           'pkg.t' || i %% 200, CASE WHEN i %% 10 = 0 THEN 'pkg.t' || i %% 200 END,
                           CASE WHEN i %% 10 = 0 THEN 'nightly' END, jsonb_build_object('dedupe', i::text)
                      FROM generate_series(1, %1$d) AS i""".formatted(RUNS),
                    """
                    INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type,
                                         created_at, updated_at, task_name, function_name)
                    SELECT 'p0', 'development', '%s', CASE i WHEN 0 THEN 'a0' ELSE 'c' || i END,
                           CASE i WHEN 0 THEN NULL ELSE 'a0' END, 5, 1, '2026-02-01Z'::timestamptz + i / 100 * interval '1 s',
                           now(), 'pkg.t1', 'pkg.t1'
                      FROM generate_series(0, %d) AS i""".formatted(BIG_RUN, CHILDREN),
                    "INSERT INTO listed_runs (%1$s) SELECT %1$s FROM actions WHERE parent_action_name IS NULL"
                            .formatted(COLUMNS),
                    """
                    INSERT INTO live_actions
                    SELECT project, domain, run_name, COALESCE(parent_action_name, ''), name, false FROM actions
                     WHERE NOT tracked AND %s""".formatted(PhaseSql.isNotTerminal("phase")),
                    "INSERT INTO action_changes SELECT project, domain, run_name, name, change_seq FROM actions")) {
                statement.execute(sql);
            }
            for (String index : indices) {
                statement.execute(index);
            }
            statement.execute("ALTER TABLE actions ENABLE TRIGGER USER");
            statement.execute("VACUUM ANALYZE actions, listed_runs, live_actions, action_changes");
        }
    }

    /** The plan that is kept for a statement, whatever its values are. */
    public String keptPlan(String statement) throws SQLException {
        return explain("EXPLAIN (GENERIC_PLAN) " + statement);
    }

    /** The plan that is made for these values, and what its execution read. */
    public String executedPlan(String statement, List<Object> values) throws SQLException {
        String text = statement;
        for (int i = values.size(); i >= 1; i--) {
            text = text.replace("$" + i + "::", literal(values.get(i - 1)) + "::");
        }
        return explain("EXPLAIN (ANALYZE, BUFFERS) " + text);
    }

    private String explain(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return strings(statement, sql).stream().collect(Collectors.joining("\n"));
        }
    }

    private static String literal(Object value) {
        return value instanceof Object[] array
                ? "ARRAY["
                        + java.util.Arrays.stream(array)
                                .map(ManyActions::literal)
                                .collect(Collectors.joining(", ")) + "]"
                : "'" + value + "'";
    }

    private static List<String> strings(Statement statement, String sql) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }
}
