package org.flyte.platform.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * How clients of an embedded PostgreSQL log in: with a password by SCRAM, or as anybody who reaches it.
 *
 * @param password of letters, digits, {@code -} and {@code _}; null for no password
 */
record PostgresLogin(String password) {
    static final PostgresLogin TRUST = new PostgresLogin(null);

    private static final String SCRAM = "scram-sha-256";

    /** What a connection needs. */
    Map<String, String> properties() {
        return password == null ? Map.of() : Map.of("password", password);
    }

    /** Starts a server, on a new folder with this login from its first moment. */
    EmbeddedPostgres start(EmbeddedPostgres.Builder server, Path dataDir) throws IOException {
        if (password == null) {
            return server.start();
        }
        if (Files.exists(dataDir.resolve("PG_VERSION"))) {
            boolean open = asksForNoPassword(dataDir);
            if (!open) {
                server.setConnectConfig("password", password);
            }
            EmbeddedPostgres started = server.start();
            if (open) {
                close(started, dataDir);
            }
            return started;
        }
        Path file = Files.createTempFile(
                "postgres", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(file, password);
            return server.setLocaleConfig("auth-host", SCRAM)
                    .setLocaleConfig("auth-local", SCRAM)
                    .setLocaleConfig("pwfile", file.toString())
                    .setConnectConfig("password", password)
                    .start();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static boolean asksForNoPassword(Path dataDir) throws IOException {
        return Files.readAllLines(rules(dataDir)).stream()
                .anyMatch(line -> !line.startsWith("#") && line.endsWith("trust"));
    }

    /** A folder of an earlier version: the password first, then the rule that asks for it. */
    private void close(EmbeddedPostgres server, Path dataDir) throws IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(EmbeddedPostgresServer.USER, password));
            List<String> lines = Files.readAllLines(rules(dataDir)).stream()
                    .map(line -> line.startsWith("#") ? line : line.replaceAll("trust$", SCRAM))
                    .toList();
            Files.write(rules(dataDir), lines);
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException e) {
            throw new IOException("the password of PostgreSQL cannot be set", e);
        }
    }

    private static Path rules(Path dataDir) {
        return dataDir.resolve("pg_hba.conf");
    }
}
