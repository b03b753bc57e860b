package org.flyte.executor.reconcile;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.embedded.ServerLogLevel;

/** A stand-in of the Kubernetes API for one test class, which answers some requests in its own way. */
abstract class OwnKubernetesApi implements QuarkusTestResourceLifecycleManager {
    static final String NAMESPACE = "flyte";

    private static final String MASTER = "kubernetes.master";
    private static final List<String> OTHER_SOURCES =
            List.of("kubernetes.auth.tryKubeConfig", "kubernetes.auth.tryServiceAccount");

    private EmbeddedKubernetesApi api;

    /** Empty for a request that is answered as usual. */
    abstract Optional<MockResponse> answer(RecordedRequest request);

    /**
     * Called before the application starts.
     *
     * @param url of the API, with a slash at its end
     */
    void prepare(String url) {}

    @Override
    public final Map<String, String> start() {
        api = new EmbeddedKubernetesApi(0, this::answer);
        prepare(api.url());
        System.setProperty(MASTER, api.url());
        OTHER_SOURCES.forEach(source -> System.setProperty(source, "false"));
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.put(MASTER, api.url());
        config.put("flyte.kubernetes.namespace", NAMESPACE);
        return config;
    }

    @Override
    public final void stop() {
        System.clearProperty(MASTER);
        OTHER_SOURCES.forEach(System::clearProperty);
        api.close();
    }
}
