package org.flyte.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.flyte.platform.embedded.ServerLogLevel;

/**
 * The embedded Kubernetes API for tests, one for the JVM: objects, watches, patches and finalizers, but no kubelet to
 * run pods. What needs more is a {@link RealCluster} test.
 *
 * <p>Points every client of the JVM at it, by the system properties that the client library reads.
 */
public final class KubernetesApi implements QuarkusTestResourceLifecycleManager {
    public static final String NAMESPACE = "flyte";

    private static final Map<String, String> CLIENT_SETTINGS = Map.of(
            "kubernetes.auth.tryKubeConfig", "false",
            "kubernetes.auth.tryServiceAccount", "false",
            "kubernetes.namespace", NAMESPACE,
            "kubernetes.trust.certificates", "true");

    /** The master address, with a slash at its end. */
    public static String url() {
        return (String) JvmWide.of(SharedKubernetesApi.class).get("url");
    }

    /** How many requests came so far; a watch counts once. */
    public static long requests() {
        return ((LongSupplier) JvmWide.of(SharedKubernetesApi.class).get("requests")).getAsLong();
    }

    @Override
    public Map<String, String> start() {
        System.setProperty("kubernetes.master", url());
        CLIENT_SETTINGS.forEach(System::setProperty);
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.put("kubernetes.master", url());
        config.put("flyte.kubernetes.namespace", NAMESPACE);
        return config;
    }

    /** The clients of the next application do not use this API unless they ask for it again. */
    @Override
    public void stop() {
        System.clearProperty("kubernetes.master");
        CLIENT_SETTINGS.keySet().forEach(System::clearProperty);
    }
}
