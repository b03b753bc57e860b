package org.flyte.platform.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "org.flyte.platform.storage.Azurite#isInstalled", disabledReason = "FLYTE_AZURITE is not set")
class AbfsFaultTest extends FaultContract {
    @TempDir
    static Path folder;

    private static Azurite server;
    private static FaultProxy proxy;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        server = Azurite.start(folder);
        proxy = new FaultProxy(URI.create(server.host()));
        store = ObjectStoreProducer.create(
                TestConfig.of(Map.of(
                        "base",
                        "abfs://flyte-faults@" + Azurite.ACCOUNT + "/base",
                        "abfs.endpoint",
                        proxy.endpoint() + "/" + Azurite.ACCOUNT,
                        "abfs.account-key",
                        Azurite.KEY,
                        "remote.part-size",
                        "5M",
                        "remote.initial-backoff",
                        "5ms")),
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
