package org.flyte.platform.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/**
 * PostgreSQL 18 as child processes, on a data directory that survives restarts.
 *
 * <p>An empty or missing directory is initialised. A postmaster that a killed JVM left behind on the directory is
 * stopped first. The server's own log is the file {@code <data directory>.log}.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
    /** What survives a crash of the machine; a crash of the process loses nothing. */
    public enum Durability {
        /** Every commit is on disk. */
        SAFE,
        /** The operating system writes when it likes: for tests and throw-away data. */
        FAST
    }

    public static final String USER = "postgres";
    private static final String MAJOR_VERSION = "18";

    private final EmbeddedPostgres server;
    private final PostgresLogin login;

    /** Starts a server without a password, for tests; port 0 takes a free one. */
    public EmbeddedPostgresServer(Path dataDir, int port, Durability durability) {
        this(dataDir, port, durability, PostgresLogin.TRUST);
    }

    /**
     * Starts a server that asks for a password by SCRAM.
     *
     * @param password of letters, digits, {@code -} and {@code _}; always the same for a data directory
     */
    public EmbeddedPostgresServer(Path dataDir, int port, Durability durability, String password) {
        this(dataDir, port, durability, new PostgresLogin(password));
    }

    private EmbeddedPostgresServer(Path dataDir, int port, Durability durability, PostgresLogin login) {
        this.login = login;
        ServerLogLevel.applyAll();
        new StalePostmaster(dataDir).stop();
        refuseOtherVersions(dataDir);
        int claimed = PortRange.LOOPBACK.claim("PostgreSQL", port);
        Path log = Objects.requireNonNull(dataDir.toAbsolutePath().getParent()).resolve(dataDir.getFileName() + ".log");
        try {
            Files.createDirectories(log.getParent());
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(dataDir)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(claimed)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(Redirect.appendTo(log.toFile()))
                    .setServerConfig("fsync", durability == Durability.SAFE ? "on" : "off")
                    .setServerConfig("synchronous_commit", durability == Durability.SAFE ? "on" : "off")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("listen_addresses", "127.0.0.1");
            server = login.start(builder, dataDir);
        } catch (IOException | IllegalStateException e) {
            throw new DataFolderException("PostgreSQL did not start on %s; see %s".formatted(dataDir, log), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    /** The address in the form of Quarkus's reactive client. */
    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    /** Makes the database unless it exists. */
    public void createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
        try (Connection connection =
                        server.getPostgresDatabase(login.properties()).getConnection();
                var statement = connection.createStatement()) {
            boolean known;
            try (var rows = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                known = rows.next();
            }
            if (!known) {
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseOtherVersions(Path dataDir) {
        Path marker = dataDir.resolve("PG_VERSION");
        try {
            if (Files.exists(marker) && !Files.readString(marker).strip().equals(MAJOR_VERSION)) {
                throw new DataFolderException("%s was made by PostgreSQL %s, this is %s; choose another data folder"
                        .formatted(dataDir, Files.readString(marker).strip(), MAJOR_VERSION));
            }
        } catch (IOException e) {
            throw new DataFolderException("cannot read " + marker, e);
        }
    }
}
