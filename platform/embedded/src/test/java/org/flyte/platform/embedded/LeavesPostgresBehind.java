package org.flyte.platform.embedded;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;

/** A process that starts PostgreSQL on the folder of its argument, writes, and dies without stopping it. */
final class LeavesPostgresBehind {
    private LeavesPostgresBehind() {}

    @SuppressWarnings("resource")
    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(Path.of(arguments[0]), 0, Durability.FAST);
        server.createDatabase("runs");
        try (var connection = DriverManager.getConnection(server.jdbcUrl("runs"), EmbeddedPostgresServer.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (n int); INSERT INTO t VALUES (7)");
        }
        Runtime.getRuntime().halt(137);
    }
}
