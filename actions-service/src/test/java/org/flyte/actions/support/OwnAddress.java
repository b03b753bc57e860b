package org.flyte.actions.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Has the service take itself for one of its replicas, and read the roles of a stub. */
public final class OwnAddress implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "flyte.actions.replicas.addresses",
                "127.0.0.1:${quarkus.http.test-port}",
                "quarkus.grpc.clients.roles.test-port",
                "${quarkus.http.test-port}");
    }
}
