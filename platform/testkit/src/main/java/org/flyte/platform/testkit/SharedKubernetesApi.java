package org.flyte.platform.testkit;

import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;

/** The one embedded Kubernetes API of the test JVM. */
final class SharedKubernetesApi implements Supplier<Map<String, Object>> {
    private static Map<String, Object> offers;

    @Override
    public Map<String, Object> get() {
        synchronized (SharedKubernetesApi.class) {
            if (offers == null) {
                EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
                LongSupplier requests = api::requests;
                offers = Map.of("url", api.url(), "requests", requests);
            }
            return offers;
        }
    }
}
