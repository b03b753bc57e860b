package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerTest {
    @TempDir
    Path folder;

    @Test
    void keepsDataAfterACrash() throws Exception {
        Path data = folder.resolve("pg");
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesPostgresBehind.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
        assertThat(killed.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(data.resolve("postmaster.pid")).exists();

        try (EmbeddedPostgresServer next = new EmbeddedPostgresServer(data, 0, Durability.SAFE)) {
            next.createDatabase("runs");
            assertThat(number(next, "SELECT n FROM t")).isEqualTo(7);
            assertThat(number(next, "SELECT count(*) FROM pg_settings WHERE name = 'fsync' AND setting = 'on'"))
                    .isEqualTo(1);
        }
        assertThat(data.resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void refusesADataFolderOfAnotherVersion() throws IOException {
        Path data = Files.createDirectories(folder.resolve("old"));
        Files.writeString(data.resolve("PG_VERSION"), "19\n");

        assertThatThrownBy(() -> new EmbeddedPostgresServer(data, 0, Durability.FAST))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("19");
    }

    @Test
    void namesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            new EmbeddedPostgresServer(folder.resolve("pg"), taken.getLocalPort(), Durability.FAST))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void asksForAPasswordFromTheFirstStart() throws SQLException {
        Path data = folder.resolve("pg");
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(data, 0, Durability.FAST, "one-password")) {
            server.createDatabase("runs");
            assertLogin(server, "one-password");
        }
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(data, 0, Durability.FAST, "one-password")) {
            assertLogin(server, "one-password");
        }
    }

    @Test
    void givesAnOlderFolderAPassword() throws SQLException {
        Path data = folder.resolve("pg");
        try (EmbeddedPostgresServer open = new EmbeddedPostgresServer(data, 0, Durability.FAST)) {
            open.createDatabase("runs");
        }
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(data, 0, Durability.FAST, "new-password")) {
            assertLogin(server, "new-password");
        }
    }

    private static void assertLogin(EmbeddedPostgresServer server, String password) throws SQLException {
        String url = server.jdbcUrl("runs");
        DriverManager.getConnection(url, EmbeddedPostgresServer.USER, password).close();
        assertThatThrownBy(() -> DriverManager.getConnection(url, EmbeddedPostgresServer.USER, "postgres"))
                .hasMessageContaining("password authentication failed");
    }

    private static int number(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.jdbcUrl("runs"), EmbeddedPostgresServer.USER, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
