package org.flyte.actions.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flyte.platform.embedded.PortRange;

/** Runs the service and the stub of runs-service on one free port, with an object store in a folder. */
public final class SinglePortServer implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        String port = Integer.toString(PortRange.LOOPBACK.free());
        return Map.of(
                "quarkus.http.test-port",
                port,
                "flyte.clients.runs.port",
                port,
                // By itself a client takes the port of the running server, and another one while it does not run yet:
                // statuses of
                // TaskActions that are there at the start are reported before.
                "quarkus.grpc.clients.runs.test-port",
                port,
                "flyte.storage.base",
                folder().toString(),
                "flyte.actions.watch.heartbeat",
                "1s",
                "flyte.actions.status.max-backoff",
                "500ms");
    }

    @Override
    public void stop() {}

    private static Path folder() {
        try {
            return Files.createTempDirectory("flyte-actions-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
