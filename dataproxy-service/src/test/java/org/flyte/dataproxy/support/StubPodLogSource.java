package org.flyte.dataproxy.support;

import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.flyte.dataproxy.logs.PodLogSource;
import org.flyte.platform.model.FlyteException.NotFound;

/** Output of pods that tests put down here. */
@Singleton
public class StubPodLogSource implements PodLogSource {
    public final Map<String, Supplier<InputStream>> outputs = new ConcurrentHashMap<>();
    public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    @Override
    public InputStream open(Request request) {
        requests.add(request);
        return Optional.ofNullable(outputs.get(request.pod()))
                .orElseThrow(() -> new NotFound("pod %s not found in namespace %s", request.pod(), request.namespace()))
                .get();
    }
}
