package org.flyte.platform.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "org.flyte.platform.storage.Azurite#isInstalled", disabledReason = "FLYTE_AZURITE is not set")
class AbfsFaultTest extends FaultContract {
    @TempDir
    static Path folder;

    private Azurite server;

    @Override
    protected URI startServer() {
        server = Azurite.start(folder);
        return URI.create(server.host());
    }

    @Override
    protected Map<String, String> settings(String proxy) {
        return Map.of(
                "base",
                "abfs://flyte-faults@" + Azurite.ACCOUNT + "/base",
                "abfs.endpoint",
                proxy + "/" + Azurite.ACCOUNT,
                "abfs.account-key",
                Azurite.KEY,
                "abfs.create-containers",
                "true");
    }

    @Override
    protected void stopServer() {
        server.close();
    }
}
