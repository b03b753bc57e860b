package org.flyte.platform.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class GcsFaultTest extends FaultContract {
    @TempDir
    static Path folder;

    private static GcsServer server;
    private static FaultProxy proxy;
    private static ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        server = GcsServer.start();
        proxy = new FaultProxy(URI.create(server.endpoint()));
        server.reachedBy(proxy.endpoint());
        store = ObjectStoreProducer.create(
                TestConfig.of(Map.of(
                        "base", "gs://flyte-faults/base",
                        "gs.endpoint", proxy.endpoint(),
                        "gs.credentials-file", server.keyFile(folder).toString(),
                        "remote.part-size", "5M",
                        "remote.initial-backoff", "5ms")),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        store.close();
        proxy.close();
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected FaultProxy proxy() {
        return proxy;
    }
}
