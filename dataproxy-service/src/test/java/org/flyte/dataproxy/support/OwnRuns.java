package org.flyte.dataproxy.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.flyte.platform.embedded.PortRange;

/** Makes the service ask itself for runs: the stubs of this package answer there. */
public final class OwnRuns implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        String port = Integer.toString(PortRange.LOOPBACK.free());
        return Map.of(
                "quarkus.http.test-port", port,
                "flyte.clients.runs.port", port,
                "quarkus.grpc.clients.proxy.host", "localhost",
                "quarkus.grpc.clients.proxy.port", port,
                "quarkus.grpc.clients.proxy.max-inbound-message-size", "100000000");
    }

    @Override
    public void stop() {}
}
