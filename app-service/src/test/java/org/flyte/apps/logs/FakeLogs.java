package org.flyte.apps.logs;

import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.podlogs.KubernetesPodLogSource;
import org.flyte.platform.podlogs.PodLogSource;

/** Logs by the name of their pod: the stand-in of the Kubernetes API has none. */
@Mock
@ApplicationScoped
public class FakeLogs implements PodLogSource {
    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final KubernetesPodLogSource cluster;
    private volatile boolean real;

    FakeLogs(KubernetesPodLogSource cluster) {
        this.cluster = cluster;
    }

    /** From now on logs are those of the cluster. */
    public void useCluster() {
        real = true;
    }

    void put(String pod, String text) {
        logs.put(pod, text);
    }

    @Override
    public InputStream open(Request request) {
        if (real) {
            return cluster.open(request);
        }
        String text = logs.get(request.pod());
        if (text == null || !request.container().equals("app")) {
            throw new NotFound("pod %s has no log yet", request.pod());
        }
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
