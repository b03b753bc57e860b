package org.flyte.platform.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.flyte.platform.embedded.EmbeddedPostgresServer;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;

/** The one PostgreSQL of the test JVM. */
final class SharedPostgres implements Supplier<Map<String, Object>> {
    private static Map<String, Object> offers;

    @Override
    public Map<String, Object> get() {
        synchronized (SharedPostgres.class) {
            if (offers == null) {
                offers = start();
            }
            return offers;
        }
    }

    private static Map<String, Object> start() {
        Path folder = TestFolder.create("postgres");
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(folder.resolve("data"), 0, Durability.FAST);
        TestFolder.closeAtExit(folder, server);
        Consumer<String> createDatabase = server::createDatabase;
        return Map.of("port", server.port(), "createDatabase", createDatabase, "counter", new AtomicInteger());
    }
}
