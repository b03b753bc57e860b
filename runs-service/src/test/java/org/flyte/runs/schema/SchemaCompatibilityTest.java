package org.flyte.runs.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.db.MigrationSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Code of the version before runs on the schema of this one, for as long as a rolling update takes: migrations add, they do
 * not take away. {@code statements/before-v4.sql} has what the service of schema version {@value #BEFORE} executed in its
 * tests, from the log of the database ({@code log_statement = all}).
 */
class SchemaCompatibilityTest {
    private static final String BEFORE = "3";

    /** Unique indices that are newer than {@value #BEFORE} on tables that are older, each with the reason why old writers pass. */
    private static final Set<String> ALLOWED_UNIQUE_INDICES = Set.of();

    private static TestDatabase before;
    private static TestDatabase now;

    @BeforeAll
    static void migrate() {
        before = RealPostgres.freshDatabase();
        now = RealPostgres.freshDatabase();
        flyway(before).target(BEFORE).load().migrate();
        flyway(now).load().migrate();
    }

    @Test
    void plansEveryStatementOfTheVersionBefore() throws IOException, SQLException {
        List<String> refused = new ArrayList<>();
        // In the simple protocol: the parameters stay open.
        String url = now.jdbcUrl() + "?preferQueryMode=simple";
        try (Connection connection = DriverManager.getConnection(url, TestDatabase.USER, TestDatabase.PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : oldStatements()) {
                try {
                    statement.execute("EXPLAIN (GENERIC_PLAN) " + sql);
                } catch (SQLException e) {
                    refused.add(e.getMessage() + " in: " + sql);
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void keepsEveryColumnAndDemandsNoNewOne() throws SQLException {
        Map<String, String> old = columns(before);
        Map<String, String> present = columns(now);

        assertThat(present).containsAllEntriesOf(old);
        Set<String> oldTables = new TreeSet<>();
        old.keySet().forEach(column -> oldTables.add(tableOf(column)));
        assertThat(present.entrySet())
                .filteredOn(column -> oldTables.contains(tableOf(column.getKey())) && !old.containsKey(column.getKey()))
                .allSatisfy(column -> assertThat(column.getValue())
                        .as("%s is nullable or has a default", column.getKey())
                        .endsWith("optional"));
    }

    @Test
    void refusesNoRowThatWasAcceptedBefore() throws SQLException {
        Set<String> added = uniqueIndices(now);
        added.removeAll(uniqueIndices(before));
        added.removeAll(ALLOWED_UNIQUE_INDICES);

        assertThat(added).as("unique indices that are new on old tables").isEmpty();
        assertThat(checks(now)).as("checks on old tables").isEqualTo(checks(before));
    }

    private static List<String> oldStatements() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                SchemaCompatibilityTest.class.getResourceAsStream("/statements/before-v4.sql"))) {
            return List.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n;\n"));
        }
    }

    /** {@code table.column} to its type and whether a row may be inserted without it. */
    private static Map<String, String> columns(TestDatabase database) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        String sql = "SELECT table_name || '.' || column_name, data_type,"
                + " is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES'"
                + " FROM information_schema.columns WHERE table_schema = 'public'";
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                columns.put(row.getString(1), row.getString(2) + (row.getBoolean(3) ? " optional" : " required"));
            }
        }
        return columns;
    }

    private static Set<String> uniqueIndices(TestDatabase database) throws SQLException {
        return names(
                database,
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                        + " JOIN pg_class t ON t.oid = i.indrelid WHERE i.indisunique AND t.relname IN (%s)");
    }

    private static Set<String> checks(TestDatabase database) throws SQLException {
        return names(
                database,
                "SELECT t.relname || '.' || c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
                        + " WHERE c.contype IN ('c', 'f', 'x') AND t.relname IN (%s)");
    }

    /** What a query says about the tables that were there before. */
    private static Set<String> names(TestDatabase database, String sql) throws SQLException {
        Set<String> tables = new TreeSet<>();
        columns(before).keySet().forEach(column -> tables.add("'" + tableOf(column) + "'"));
        Set<String> names = new TreeSet<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.formatted(String.join(", ", tables)))) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private static String tableOf(String column) {
        return column.substring(0, column.indexOf('.'));
    }

    private static FluentConfiguration flyway(TestDatabase database) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD)
                .locations("db/migration/runs")
                .table("runs_schema_history");
        new MigrationSettings().customize(configuration);
        return configuration;
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
    }
}
