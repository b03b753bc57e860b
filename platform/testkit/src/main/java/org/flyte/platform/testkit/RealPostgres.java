package org.flyte.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.flyte.platform.embedded.ServerLogLevel;

/**
 * PostgreSQL 18 for tests: one server a JVM, a fresh database for each application (or the one named by the argument
 * {@code database}).
 *
 * <p>Sets the JDBC and reactive addresses of the default datasource.
 */
public final class RealPostgres implements QuarkusTestResourceLifecycleManager {
    private String database;

    /** An empty database of its own. */
    public static TestDatabase freshDatabase() {
        AtomicInteger counter = (AtomicInteger) JvmWide.of(SharedPostgres.class).get("counter");
        return database("test_" + counter.incrementAndGet());
    }

    /** The database of that name, made when it is not there. */
    @SuppressWarnings("unchecked")
    public static TestDatabase database(String name) {
        Map<String, Object> server = JvmWide.of(SharedPostgres.class);
        ((Consumer<String>) server.get("createDatabase")).accept(name);
        return new TestDatabase((int) server.get("port"), name);
    }

    @Override
    public void init(Map<String, String> arguments) {
        database = arguments.get("database");
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.putAll((database == null ? freshDatabase() : database(database)).asConfig());
        return config;
    }

    /** The server goes on: it is shared by the whole JVM. */
    @Override
    public void stop() {}
}
