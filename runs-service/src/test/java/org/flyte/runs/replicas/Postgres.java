package org.flyte.runs.replicas;

import java.nio.file.Path;
import org.flyte.platform.embedded.EmbeddedPostgresServer;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;
import org.flyte.platform.testkit.TestDatabase;

/** A PostgreSQL server of one test, which may stop it. */
final class Postgres implements AutoCloseable {
    private static final String DATABASE = "outage";

    private final Path data;
    private EmbeddedPostgresServer server;
    private final int port;

    Postgres(Path folder) {
        data = folder.resolve("data");
        server = new EmbeddedPostgresServer(data, 0, Durability.FAST);
        port = server.port();
        server.createDatabase(DATABASE);
    }

    TestDatabase database() {
        return new TestDatabase(port, DATABASE);
    }

    void stop() {
        server.close();
    }

    /** On the same port, with the same data. */
    void start() {
        server = new EmbeddedPostgresServer(data, port, Durability.FAST);
    }

    @Override
    public void close() {
        stop();
    }
}
