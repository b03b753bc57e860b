package org.flyte.platform.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class GcsFaultTest extends FaultContract {
    @TempDir
    static Path folder;

    private GcsServer server;

    @Override
    protected URI startServer() throws Exception {
        server = GcsServer.start();
        return URI.create(server.endpoint());
    }

    @Override
    protected Map<String, String> settings(String proxy) throws Exception {
        server.reachedBy(proxy);
        return Map.of(
                "base",
                "gs://flyte-faults/base",
                "gs.endpoint",
                proxy,
                "gs.credentials-file",
                server.keyFile(folder).toString());
    }

    @Override
    protected void stopServer() {
        server.close();
    }
}
