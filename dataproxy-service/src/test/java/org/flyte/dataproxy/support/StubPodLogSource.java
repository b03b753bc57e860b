package org.flyte.dataproxy.support;

import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.podlogs.PodLogSource;

/** Output of pods that tests put down here. */
@Singleton
public class StubPodLogSource implements PodLogSource {
    public final Map<String, Supplier<InputStream>> outputs = new ConcurrentHashMap<>();
    public final Map<String, GrowingLog> growing = new ConcurrentHashMap<>();
    public final Map<String, Supplier<InputStream>> previous = new ConcurrentHashMap<>();
    public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    @Override
    public InputStream open(Request request) {
        requests.add(request);
        GrowingLog log = growing.get(request.pod());
        if (log != null) {
            return log.open(request.follow());
        }
        return Optional.ofNullable((request.previous() ? previous : outputs).get(request.pod()))
                .orElseThrow(() -> new NotFound("pod %s not found in namespace %s", request.pod(), request.namespace()))
                .get();
    }
}
